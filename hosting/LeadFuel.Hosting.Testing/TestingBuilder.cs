using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadFuel.Hosting.Testing;

/// <summary>The AppHost's builder in the hands of a test.</summary>
internal sealed class TestingBuilder(EntryPointRun run, DistributedApplicationBuilder builder)
    : IDistributedApplicationTestingBuilder
{
    public ConfigurationManager Configuration => builder.Configuration;

    public string AppHostDirectory => builder.AppHostDirectory;

    public IHostEnvironment Environment => builder.Environment;

    public IServiceCollection Services => builder.Services;

    public IDistributedApplicationEventing Eventing => builder.Eventing;

    public DistributedApplicationExecutionContext ExecutionContext => builder.ExecutionContext;

    public IResourceCollection Resources => builder.Resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource => builder.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => builder.CreateResourceBuilder(resource);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
        run.Build(cancellationToken);

    public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        run.LetGo();
        if (run.App is { } app)
        {
            await app.DisposeAsync();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
