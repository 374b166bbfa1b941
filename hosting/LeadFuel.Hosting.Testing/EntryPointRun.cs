using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Hosting.Testing;

/// <summary>An AppHost's own Main on a thread of its own; it stands still at Build until the test goes on.</summary>
internal sealed class EntryPointRun(Assembly assembly, string[] arguments) : Hook
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _modelled = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<DistributedApplication> _built = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _goOn = new();
    private DistributedApplicationBuilder? _builder;

    public override Assembly EntryPoint { get; } = assembly;

    public DistributedApplication? App =>
        _built.Task.IsCompletedSuccessfully ? _built.Task.GetAwaiter().GetResult() : null;

    public Task<DistributedApplicationBuilder> Model(CancellationToken ct)
    {
        new Thread(Enter) { IsBackground = true, Name = EntryPoint.GetName().Name }.Start();
        return _modelled.Task.WaitAsync(ct);
    }

    public Task<DistributedApplication> Build(CancellationToken ct)
    {
        _goOn.TrySetResult();
        return _built.Task.WaitAsync(ct);
    }

    /// <summary>The test is over before anything was built.</summary>
    public void LetGo() => _goOn.TrySetException(new OperationCanceledException());

    public override void Created(DistributedApplicationBuilder builder)
    {
        _builder = builder;
        builder.Services.AddHttpClient();
    }

    public override void Building(DistributedApplicationBuilder builder)
    {
        _modelled.TrySetResult(builder);
        _goOn.Task.GetAwaiter().GetResult();
    }

    public override void Built(DistributedApplication app) => _built.TrySetResult(app);

    private void Enter()
    {
        Current.Value = this;
        try
        {
            var main =
                EntryPoint.EntryPoint
                ?? throw new InvalidOperationException(
                    $"{EntryPoint.GetName().Name} has no entry point: it is no AppHost."
                );
            var said = main.Invoke(
                null,
                BindingFlags.DoNotWrapExceptions,
                null,
                main.GetParameters().Length == 0 ? [] : [arguments],
                null
            );
            (said as Task)?.GetAwaiter().GetResult();
            Ended(
                new InvalidOperationException(
                    $"{EntryPoint.GetName().Name} ended without building its application."
                )
            );
        }
#pragma warning disable CA1031 // It surfaces in the test, which is where it is read.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            Ended(failed);
        }
    }

    private void Ended(Exception why)
    {
        _modelled.TrySetException(why);
        if (_built.TrySetException(why) && _builder is { Switches.Ephemeral: true } unused)
        {
            Directory.Delete(unused.State, recursive: true);
        }
    }
}
