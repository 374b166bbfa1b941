using Microsoft.Extensions.Hosting;

namespace LeadFuel.Telemetry;

/// <summary>Stops this process when the one that started it is gone: its end of our standard input is closed.</summary>
internal sealed class SupervisedStop(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        // A read of standard input heeds no token: waited for by itself it would hold up every stop to the last second.
        while (await input.ReadAsync(buffer, stoppingToken).AsTask().WaitAsync(stoppingToken) > 0)
        {
            // Nothing is said on this pipe; only its end counts.
        }

        lifetime.StopApplication();
    }
}
