using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LeadFuel.Core.Rpc;
using Npgsql;

namespace LeadFuel.Core.Sessions;

/// <summary>Hears of every revoked session from the database, so that each replica tells its gateways of all.</summary>
internal sealed partial class RevocationFeed(
    NpgsqlDataSource source,
    ILogger<RevocationFeed> logger
) : BackgroundService
{
    public const string ChannelName = "revoked";
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Channel<Revocation>, bool> watchers = new();

    public async IAsyncEnumerable<Revocation> Watch([EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateUnbounded<Revocation>();
        watchers[channel] = true;
        try
        {
            yield return new Revocation { Everything = true };
            while (!ct.IsCancellationRequested)
            {
                using var quiet = CancellationTokenSource.CreateLinkedTokenSource(ct);
                quiet.CancelAfter(Heartbeat);
                Revocation next;
                try
                {
                    next = await channel.Reader.ReadAsync(quiet.Token);
                }
                catch (OperationCanceledException) when (!ct.IsCancellationRequested)
                {
                    next = new Revocation();
                }

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
                Tell(new Revocation { Everything = true });
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
