using Npgsql;

namespace LeadFuel.Core.SignInLinks;

/// <summary>Deletes what has run out, at start and then every 15 seconds: a link's row is gone a minute after its end (T60).</summary>
internal sealed partial class SweepLinks(
    NpgsqlDataSource source,
    TimeProvider clock,
    ILogger<SweepLinks> logger
) : BackgroundService
{
    public static async Task Sweep(
        NpgsqlDataSource source,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = source.CreateCommand(
            "select sweep_links($1), drop_old_entries($2)"
        );
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(
            new() { Value = (now - AuditEntries.AuditEntry.Retention).UtcDateTime }
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                try
                {
                    await Sweep(source, clock.GetUtcNow(), stoppingToken);
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
                {
                    LogUnswept(
                        (exception as NpgsqlException)?.SqlState ?? exception.GetType().Name
                    );
                }

                await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired links could not be swept: {Error}")]
    private partial void LogUnswept(string error);
}
