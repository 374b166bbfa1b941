using Grpc.Core;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Gateway.Sessions;

/// <summary>Follows Core's stream of ended sessions; what was kept of them and their open streams end with them.</summary>
internal sealed partial class RevocationWatch(
    IServiceScopeFactory scopes,
    SessionBook book,
    LiveStreams streams,
    TimeProvider clock,
    ILogger<RevocationWatch> logger
) : BackgroundService
{
    // Heartbeats come every five seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (Exception gone)
                when (gone is RpcException or OperationCanceledException
                    && !stoppingToken.IsCancellationRequested
                )
            {
                LogGone(book.Watched);
            }
            finally
            {
                book.Watched = false;
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task Follow(CancellationToken ct)
    {
        using var silent = new CancellationTokenSource(Silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silent.Token);
        await using var scope = scopes.CreateAsyncScope();
        var sessions = scope.ServiceProvider.GetRequiredService<Core.Rpc.Sessions.SessionsClient>();
        using var call = sessions.WatchRevocations(
            new WatchRevocationsRequest(),
            cancellationToken: either.Token
        );
        await foreach (var ended in call.ResponseStream.ReadAllAsync(either.Token))
        {
            silent.CancelAfter(Silence);
            if (ended.Everything)
            {
                book.Watched = true;
                await streams.CheckSessions(ct);
            }
            else if (ended.SessionId is { Length: > 0 } id)
            {
                book.Drop(id);
                streams.EndSession(id);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No revocations arrive (they did: {Did}); every request asks Core until they do"
    )]
    private partial void LogGone(bool did);
}
