namespace LeadFuel.Sandbox;

/// <summary>Ends with the process that started it: the other end of stdin closes when that one dies, however it dies.</summary>
public sealed class StopWithParent(IConfiguration configuration, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["LEADFUEL_SUPERVISED"] != "1")
        {
            return;
        }

        await using var stdin = Console.OpenStandardInput();
        var ignored = new byte[256];
        // A read of standard input heeds no token: waited for by itself it would hold up every stop to the last second.
        while (await stdin.ReadAsync(ignored, stoppingToken).AsTask().WaitAsync(stoppingToken) > 0)
        { }

        lifetime.StopApplication();
    }
}
