using System.Collections.Concurrent;
using System.Net.WebSockets;
using Grpc.Core;
using LeadFuel.Gateway.Impersonation;
using Microsoft.AspNetCore.Http.Features;

namespace LeadFuel.Gateway.Sessions;

/// <summary>Open event streams and sockets: each ends when its session or viewing ends, and when this process stops. A socket's page is told why.</summary>
internal sealed class LiveStreams(
    SessionBook book,
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider clock
) : BackgroundService
{
    public static readonly Refused Full = Refuse.TooMany(
        "This account has as many live pages open as it may. Close one, then load this page again.",
        TimeSpan.FromSeconds(10)
    );

    private static readonly TimeSpan LongestSocket = TimeSpan.FromMinutes(30);

    // Between our close frame and the end of the connection, for the page's own.
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<HttpContext, Live> open = new();
    private readonly int streamsPerAccount = configuration.GetValue("Crowd:StreamsPerAccount", 30);
    private readonly int socketsPerAccount = configuration.GetValue("Crowd:SocketsPerAccount", 2);

    public bool HasRoom(string account, bool socket) => Count(account, socket) < Most(socket);

    /// <summary>Keeps a stream that is about to flow; null, or why it must not.</summary>
    public async Task<Refused?> Add(HttpContext context, Caller caller, bool socket)
    {
        var ends = caller.EndsAt ?? DateTimeOffset.MaxValue;
        DateTimeOffset? longest = socket ? clock.GetUtcNow() + LongestSocket : null;
        var network = Network.Coarse(context.Connection.RemoteIpAddress);
        open[context] = new Live(
            caller,
            socket ? context.Features.Get<IHttpUpgradeFeature>() as ClosableUpgrade : null,
            ends,
            longest,
            network
        );
        context.Response.OnCompleted(() =>
        {
            open.TryRemove(context, out _);
            return Task.CompletedTask;
        });
        // What a service streams counts, whatever the request said that it would take.
        if (caller.Account is { } account && Count(account, socket) > Most(socket))
        {
            return Full;
        }

        // The session may have ended, or its account been held, while the service took its time to answer: nobody tells of that again.
        if (caller.Session is not { } session)
        {
            return null;
        }

        return await book.Find(session.Cookie, network, "") is { } still
            ? still.Confined
            : Refuse.SignedOut();
    }

    /// <summary>Takes the socket only to say why it is not carried on: of an upgrade that fails, a page learns nothing.</summary>
    public static async Task Decline(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var end = SocketEnd.Limit;
        // Without waiting for the page's own close: what holds no place must not hold a connection.
        await socket.CloseOutputAsync(
            (WebSocketCloseStatus)end.Code,
            end.Why,
            context.RequestAborted
        );
    }

    public void EndSession(string id) =>
        End(live => live.Caller.Session?.Id == id, SocketEnd.SignedOut);

    public void EndViewing(string id) =>
        End(live => live.Caller.Viewing?.Id == id, SocketEnd.SignedOut);

    /// <summary>While an operator looks into an account nobody's microphone of it goes on unasked.</summary>
    public void EndSockets(string account) =>
        End(live => live.Socket is not null && live.Caller.Account == account, SocketEnd.Viewed);

    /// <summary>After a gap in the revocations: asks Core again about each session that holds a stream.</summary>
    public async Task CheckSessions(CancellationToken ct)
    {
        foreach (
            var (session, network) in open
                .Values.Where(live => live.Caller.Session is not null)
                .Select(live => (Session: live.Caller.Session!, live.Network))
                .DistinctBy(live => live.Session.Id)
                .ToList()
        )
        {
            ct.ThrowIfCancellationRequested();
            if (await book.Open(session.Cookie, network, "") is not { Confined: null })
            {
                EndSession(session.Id);
            }
        }
    }

    private int Count(string account, bool socket) =>
        open.Values.Count(live =>
            live.Caller.Account == account && live.Socket is not null == socket
        );

    private int Most(bool socket) => socket ? socketsPerAccount : streamsPerAccount;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(() => End(_ => true, SocketEnd.Leaving));
        for (var seconds = 1; ; seconds++)
        {
            // Not a periodic timer: after a clock's jump over days there is one look to make, not one for each second.
            await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            var now = clock.GetUtcNow();
            End(live => live.EndsAt <= now, SocketEnd.SignedOut);
            End(live => live.Longest <= now, SocketEnd.Limit);
            if (seconds % 4 == 0)
            {
                await CheckViewings(stoppingToken);
            }
        }
    }

    // A viewing can be ended by its owner or in Admin; nobody tells the gateway.
    private async Task CheckViewings(CancellationToken ct)
    {
        foreach (
            var viewing in open
                .Values.Select(live => live.Caller.Viewing)
                .OfType<ViewedAccount>()
                .DistinctBy(viewing => viewing.Id)
                .ToList()
        )
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                if (!await scope.ServiceProvider.GetRequiredService<Viewings>().Lasts(viewing, ct))
                {
                    EndViewing(viewing.Id);
                }
            }
            catch (RpcException)
            {
                // What cannot be confirmed is not shown on.
                EndViewing(viewing.Id);
            }
        }
    }

    private void End(Func<Live, bool> which, SocketEnd end)
    {
        foreach (var (context, live) in open)
        {
            if (!which(live))
            {
                continue;
            }

            if (live.Socket is null)
            {
                context.Abort();
            }
            else if (live.Part())
            {
                _ = Part(context, live.Socket, end);
            }
        }
    }

    private async Task Part(HttpContext context, ClosableUpgrade socket, SocketEnd end)
    {
        try
        {
            await socket.Close(end).WaitAsync(Parting);
            await Task.Delay(Parting, TimeProvider.System);
        }
        catch (Exception gone)
            when (gone
                    is IOException
                        or ObjectDisposedException
                        or TimeoutException
                        or InvalidOperationException
            )
        {
            // The page has left, or takes nothing more: what is left is to cut it off.
        }

        if (open.ContainsKey(context))
        {
            context.Abort();
        }
    }

    private sealed record Live(
        Caller Caller,
        ClosableUpgrade? Socket,
        DateTimeOffset EndsAt,
        DateTimeOffset? Longest,
        string Network
    )
    {
        private int parting;

        /// <summary>True once: from then on it is being closed.</summary>
        public bool Part() => Interlocked.Exchange(ref parting, 1) == 0;
    }
}
