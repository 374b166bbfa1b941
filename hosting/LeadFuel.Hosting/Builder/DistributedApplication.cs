using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly DistributedApplicationBuilder _builder;
    private readonly IHost _host;
    private readonly Runner _runner;
    private readonly TaskCompletionSource _ended = new();
    private bool _stopped;

    internal DistributedApplication(
        DistributedApplicationBuilder builder,
        IHost host,
        ResourceNotificationService notifications
    )
    {
        _builder = builder;
        _host = host;
        ResourceNotifications = notifications;
        _runner = new(builder, host.Services, notifications);
    }

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications { get; }

    internal Runner Runner => _runner;

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static IDistributedApplicationBuilder CreateBuilder(
        DistributedApplicationOptions options
    ) => new DistributedApplicationBuilder(options);

    public void Run() => RunAsync().GetAwaiter().GetResult();

    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Hook.Current.Value is not null)
        {
            await _ended.Task.WaitAsync(cancellationToken); // The test starts and stops it.
            return;
        }

        if (_builder.ExecutionContext.IsPublishMode)
        {
            await Console.Error.WriteLineAsync(
                "Publishing needs the Aspire packages: dotnet run --project LeadFuel.AppHost -p:UseAspirePackages=true -- --operation publish"
            );
            Environment.ExitCode = 1;
            return;
        }

        using var signals = new StopSignals(_runner.KillNow, _runner.Say);
        await using (this)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken,
                signals.Stop
            );
            try
            {
                await StartAsync(stop.Token);
                await _runner.AskedToStop.WaitAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
            catch (Exception failed) when (failed is DistributedApplicationException or IOException)
            {
                await Console.Error.WriteLineAsync(
                    FullDisk.Explain(failed, _builder.State) ?? failed.Message
                );
                Environment.ExitCode = 1;
            }
        }

        if (_runner.AnyFailed)
        {
            Environment.ExitCode = 1;
        }
    }

    public virtual Task StartAsync(CancellationToken cancellationToken = default) =>
        _runner.Start(cancellationToken);

    public virtual Task StopAsync(CancellationToken cancellationToken = default)
    {
        _stopped = true;
        return _runner.Stop();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_ended.Task.IsCompleted)
        {
            return;
        }

        if (!_stopped)
        {
            await StopAsync();
        }

        await _runner.DisposeAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }

        _ended.TrySetResult();
        GC.SuppressFinalize(this);
    }

    public void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }
}
