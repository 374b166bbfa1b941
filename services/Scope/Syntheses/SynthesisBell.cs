using System.Collections.Concurrent;
using Npgsql;

namespace LeadFuel.Scope.Syntheses;

/// <summary>
/// Hears, on every replica, that a synthesis has news or was cancelled. Only ids are told; what happened is read from the rows.
/// </summary>
public sealed partial class SynthesisBell(NpgsqlDataSource source, ILogger<SynthesisBell> logger)
    : BackgroundService
{
    public const string News = "scope_synthesis_news";
    public const string Cancels = "scope_synthesis_cancels";

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> waiting = new();
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> running = new();

    /// <summary>Ends at the next news. Take it before the rows are read, so that none is missed.</summary>
    public Task Next(Guid synthesis) =>
        waiting
            .GetOrAdd(synthesis, _ => new(TaskCreationOptions.RunContinuationsAsynchronously))
            .Task;

    /// <summary>Cancels `stop` when somebody cancels this synthesis, until the answer is disposed.</summary>
    public IDisposable OnCancel(Guid synthesis, CancellationTokenSource stop)
    {
        running[synthesis] = stop;
        return new Watch(() => running.TryRemove(new(synthesis, stop)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, note) => Ring(note.Channel, note.Payload);
                await using (
                    var listen = new NpgsqlCommand($"listen {News}; listen {Cancels}", connection)
                )
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                RingAll();
                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                LogDeaf(exception.SqlState ?? exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(1),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    private void Ring(string channel, string payload)
    {
        if (!Guid.TryParse(payload, out var synthesis))
        {
            return;
        }

        if (channel == Cancels && running.TryGetValue(synthesis, out var stop))
        {
            _ = stop.CancelAsync();
        }

        if (waiting.TryRemove(synthesis, out var waiter))
        {
            waiter.TrySetResult();
        }
    }

    // What was told while nobody listened is found in the rows.
    private void RingAll()
    {
        foreach (var synthesis in waiting.Keys)
        {
            if (waiting.TryRemove(synthesis, out var waiter))
            {
                waiter.TrySetResult();
            }
        }
    }

    private sealed class Watch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Synthesis news cannot be heard: {Error}")]
    private partial void LogDeaf(string error);
}
