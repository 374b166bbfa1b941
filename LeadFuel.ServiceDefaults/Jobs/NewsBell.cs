using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Jobs;

/// <summary>
/// Hears, on every replica, that something which is being written has news or was cancelled. Only ids are told; what happened is read from the rows.
/// </summary>
public sealed partial class NewsBell(NpgsqlDataSource source, ILogger<NewsBell> logger)
    : BackgroundService
{
    public const string News = "leadfuel_news";
    public const string Cancels = "leadfuel_cancels";

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> waiting = new();
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> running = new();

    /// <summary>Ends at the next news. Take it before the rows are read, so that none is missed.</summary>
    public Task Next(Guid id) =>
        waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Cancels `stop` when somebody cancels it, until the answer is disposed.</summary>
    public IDisposable OnCancel(Guid id, CancellationTokenSource stop)
    {
        running[id] = stop;
        return new Watch(() => running.TryRemove(new(id, stop)));
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
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                LogDeaf((exception as NpgsqlException)?.SqlState ?? exception.GetType().Name);
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
        if (!Guid.TryParse(payload, out var id))
        {
            return;
        }

        if (channel == Cancels && running.TryGetValue(id, out var stop))
        {
            _ = stop.CancelAsync();
        }

        if (waiting.TryRemove(id, out var waiter))
        {
            waiter.TrySetResult();
        }
    }

    // What was told while nobody listened is found in the rows.
    private void RingAll()
    {
        foreach (var id in waiting.Keys)
        {
            if (waiting.TryRemove(id, out var waiter))
            {
                waiter.TrySetResult();
            }
        }
    }

    private sealed class Watch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "News cannot be heard: {Error}")]
    private partial void LogDeaf(string error);
}
