using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Secrets;

/// <summary>After a change of SECRET_KEY: seals something anew at the start, once, however long the database is away.</summary>
public abstract partial class SealAnew(IConfiguration settings, ILogger logger) : BackgroundService
{
    protected ILogger Logger => logger;

    /// <summary>What is sealed anew, for the log.</summary>
    protected abstract string What { get; }

    /// <summary>How many were sealed anew.</summary>
    public abstract Task<int> Run(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (settings["SECRET_KEY_PREVIOUS"] is not { Length: > 0 })
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                LogDone(await Run(stoppingToken), What);
                return;
            }
            catch (Exception exception)
                when (exception
                        is NpgsqlException
                            or TimeoutException
                            or InvalidOperationException { InnerException: NpgsqlException }
                )
            {
                // The database is away: what was sealed stays so, and the rest is done again.
                LogLater((exception as NpgsqlException)?.SqlState ?? exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(5),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} {What} sealed anew")]
    private partial void LogDone(int count, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing anew waits: {Error}")]
    private partial void LogLater(string error);
}
