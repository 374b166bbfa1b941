using LeadFuel.Hosting.Testing;

namespace Aspire.Hosting.Testing;

public interface IDistributedApplicationTestingBuilder
    : IDistributedApplicationBuilder,
        IAsyncDisposable,
        IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Runs an AppHost inside a test: no fixed port, no page, state in a temporary folder, and what fails to start
/// is not started again.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        CancellationToken cancellationToken = default
    )
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Answers when the AppHost has described its model; an exception of the AppHost's is this method's own.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        CancellationToken cancellationToken = default
    )
        where TEntryPoint : class
    {
        var run = new EntryPointRun(typeof(TEntryPoint).Assembly, args);
        return new TestingBuilder(run, await run.Model(cancellationToken));
    }
}
