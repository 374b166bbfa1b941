using LeadFuel.Jobs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadFuel.Testing.Services;

/// <summary>A real service in this process, on real ports.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly IAsyncDisposable host;

    private RunningService(
        string name,
        ServicePorts ports,
        IServiceProvider provider,
        IAsyncDisposable host
    )
    {
        (Name, Http, Grpc, Provider, this.host) = (
            name,
            new Uri(ports.HttpUrl),
            new Uri(ports.GrpcUrl),
            provider,
            host
        );
    }

    public string Name { get; }
    public Uri Http { get; }
    public Uri Grpc { get; }

    /// <summary>The service's own container: for a scope in which to call a handler directly.</summary>
    public IServiceProvider Provider { get; }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    internal void Ring() => Provider.GetService<JobBell>()?.Ring();

    /// <summary>`TEntry` is any type of the service's assembly; `folder` holds its appsettings.json.</summary>
    internal static RunningService Start<TEntry>(
        string name,
        string folder,
        ServicePorts ports,
        IEnumerable<KeyValuePair<string, string>> settings,
        TimeProvider? clock,
        LogBook logs
    )
        where TEntry : class
    {
        var factory = new Factory<TEntry>(builder =>
        {
            builder.UseContentRoot(Path.Combine(Repository.Root, folder));
            builder.UseSetting("Kestrel:Endpoints:http:Url", ports.HttpUrl);
            if (ports.HasGrpc)
            {
                builder.UseSetting("Kestrel:Endpoints:grpc:Url", ports.GrpcUrl);
            }

            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging =>
                logging.ClearProviders().AddProvider(logs.For(name))
            );
            if (clock is not null)
            {
                builder.ConfigureTestServices(services => services.AddSingleton(clock));
            }
        });
        factory.UseKestrel();
        factory.StartServer();
        return new RunningService(name, ports, factory.Services, factory);
    }

    private sealed class Factory<TEntry>(Action<IWebHostBuilder> configure)
        : WebApplicationFactory<TEntry>
        where TEntry : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => configure(builder);
    }
}

internal sealed record ServicePorts(int Http, int Grpc)
{
    public bool HasGrpc => Grpc > 0;
    public string HttpUrl => $"http://127.0.0.1:{Http}";
    public string GrpcUrl => $"http://127.0.0.1:{Grpc}";
}
