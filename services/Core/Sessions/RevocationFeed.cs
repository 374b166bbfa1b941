using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LeadFuel.Core.Rpc;
using Npgsql;
using OpenTelemetry;

namespace LeadFuel.Core.Sessions;

/// <summary>
/// Hears of every revoked session from the database, so that each replica tells its gateways of all.
/// A heartbeat is sent only while the database answers where it is listened to: without one, gateways trust nothing they keep.
/// </summary>
internal sealed partial class RevocationFeed(
    NpgsqlDataSource source,
    ILogger<RevocationFeed> logger
) : BackgroundService
{
    public const string ChannelName = "revoked";
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // In seconds: gateways wait for twelve.
    private const int Answer = 3;
    private readonly ConcurrentDictionary<Channel<Revocation>, bool> watchers = new();
    private volatile bool listening;

    public async IAsyncEnumerable<Revocation> Watch([EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateUnbounded<Revocation>();
        watchers[channel] = true;
        try
        {
            // Who comes while nothing is heard waits until it is.
            if (listening)
            {
                yield return new Revocation { Everything = true };
            }

            await foreach (var next in channel.Reader.ReadAllAsync(ct))
            {
                yield return next;
            }
        }
        finally
        {
            watchers.TryRemove(channel, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, notice) =>
                    Tell(new Revocation { SessionId = notice.Payload });
                await using (var listen = connection.CreateCommand())
                {
                    listen.CommandText = $"listen {ChannelName}";
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                // What ended before we listened was not heard.
                listening = true;
                Tell(new Revocation { Everything = true });
                await using var beat = connection.CreateCommand();
                beat.CommandText = "select 1";
                beat.CommandTimeout = Answer;
                while (true)
                {
                    if (!await connection.WaitAsync(Heartbeat, stoppingToken))
                    {
                        // A connection whose other end is gone is as silent as one on which nothing happens.
                        using var untraced = SuppressInstrumentationScope.Begin();
                        await beat.ExecuteNonQueryAsync(stoppingToken);
                    }

                    Tell(new Revocation());
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                listening = false;
                LogDeaf((exception as NpgsqlException)?.SqlState ?? exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(1),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    private void Tell(Revocation revocation)
    {
        foreach (var channel in watchers.Keys)
        {
            channel.Writer.TryWrite(revocation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revocations are not heard: {Error}")]
    private partial void LogDeaf(string error);
}
