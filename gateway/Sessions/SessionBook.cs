using System.Collections.Concurrent;
using Grpc.Core;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Gateway.Sessions;

/// <summary>
/// Asks Core who is behind a cookie. An answer is used again for five seconds at most, and only while Core's stream of
/// revocations is up: without it every request asks.
/// </summary>
internal sealed class SessionBook(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int MaxKept = 20_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TokenHash, Kept> book = new();
    private volatile bool watched;

    /// <summary>Whether revocations arrive; nothing is kept otherwise.</summary>
    public bool Watched
    {
        get => watched;
        set
        {
            watched = value;
            book.Clear();
        }
    }

    public bool Knows(TokenHash cookie) =>
        watched && book.TryGetValue(cookie, out var kept) && kept.Until > clock.GetTimestamp();

    /// <summary>Null: nobody is signed in with this cookie.</summary>
    public ValueTask<Session?> Find(TokenHash cookie, string network, string agent)
    {
        if (!watched)
        {
            return new(Open(cookie, network, agent));
        }

        var now = clock.GetTimestamp();
        if (book.TryGetValue(cookie, out var kept) && kept.Until > now)
        {
            return kept.Answer.IsCompletedSuccessfully ? Checked(kept) : new(kept.Answer);
        }

        if (book.Count >= MaxKept)
        {
            book.Clear();
        }

        var fresh = new Kept(
            now + (long)(Life.TotalSeconds * clock.TimestampFrequency),
            Open(cookie, network, agent)
        );
        book[cookie] = fresh;
        return new(Await(cookie, fresh));
    }

    /// <summary>The end of one session: what is kept of it goes at once, and so does what is still being asked.</summary>
    public void Drop(string sessionId)
    {
        foreach (var (cookie, kept) in book)
        {
            if (!kept.Answer.IsCompletedSuccessfully || IsOf(kept.Answer, sessionId))
            {
                book.TryRemove(cookie, out _);
            }
        }
    }

    public async Task<Session?> Open(TokenHash cookie, string network, string agent)
    {
        await using var scope = scopes.CreateAsyncScope();
        var sessions = scope.ServiceProvider.GetRequiredService<Core.Rpc.Sessions.SessionsClient>();
        try
        {
            var reply = await sessions.OpenAsync(
                new OpenSessionRequest
                {
                    TokenHash = Google.Protobuf.ByteString.CopyFrom(cookie.Bytes()),
                    Network = network,
                    UserAgent = agent,
                }
            );
            return new Session(
                cookie,
                reply.Account,
                reply.Member,
                reply.SessionId,
                reply.AuthTime.ToDateTimeOffset(),
                reply.Expires.ToDateTimeOffset(),
                reply.State
            );
        }
        catch (RpcException nobody)
            when (nobody.StatusCode is StatusCode.NotFound or StatusCode.OutOfRange)
        {
            return null;
        }
    }

    private ValueTask<Session?> Checked(Kept kept)
    {
        var session = kept.Answer.GetAwaiter().GetResult();
        return new(session is not null && session.EndsAt > clock.GetUtcNow() ? session : null);
    }

    private async Task<Session?> Await(TokenHash cookie, Kept fresh)
    {
        try
        {
            return await fresh.Answer;
        }
        catch (RpcException)
        {
            book.TryRemove(new KeyValuePair<TokenHash, Kept>(cookie, fresh));
            throw;
        }
    }

    private static bool IsOf(Task<Session?> answer, string sessionId) =>
        answer.GetAwaiter().GetResult()?.Id == sessionId;

    private sealed record Kept(long Until, Task<Session?> Answer);
}
