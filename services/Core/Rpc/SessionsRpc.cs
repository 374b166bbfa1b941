using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Core.Sessions;
using Npgsql;

namespace LeadFuel.Core.Rpc;

internal sealed class SessionsRpc(
    NpgsqlDataSource source,
    SharedDb shared,
    CurrentAccount account,
    RevocationFeed feed,
    TimeProvider clock
) : Sessions.SessionsBase
{
    [AccountFree]
    public override async Task<OpenSessionReply> Open(
        OpenSessionRequest request,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        var now = clock.GetUtcNow();
        var (device, browser) = UserAgent.Read(request.UserAgent);
        var found = await source.Accounts(
            $"select account_email, id, member, created_at, seen_at from open_session({request.TokenHash.ToByteArray()}, {now.UtcDateTime}, {request.Network}, {device}, {browser})",
            ct
        );
        if (found is not [var (key, more)])
        {
            throw new RefusedException(Refuse.NotFound("session"));
        }

        account.Enter(key, (string)more[1]!);
        await using var work = await shared.Begin(ct);
        var state = await shared.Accounts.Select(a => a.State).SingleAsync(ct);
        var made = new DateTimeOffset((DateTime)more[2]!, TimeSpan.Zero);
        var seen = new DateTimeOffset((DateTime)more[3]!, TimeSpan.Zero);
        var ends = made + Session.Absolute;
        var idle = seen + Session.Idle;
        return new OpenSessionReply
        {
            Account = key.Email,
            Member = (string)more[1]!,
            SessionId = more[0]!.ToString(),
            AuthTime = made.ToTimestamp(),
            Expires = (idle < ends ? idle : ends).ToTimestamp(),
            State = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()),
        };
    }

    [AccountFree]
    public override async Task WatchRevocations(
        WatchRevocationsRequest request,
        IServerStreamWriter<Revocation> responseStream,
        ServerCallContext context
    )
    {
        await context.WriteResponseHeadersAsync([]);
        await foreach (var revocation in feed.Watch(context.CancellationToken))
        {
            await responseStream.WriteAsync(revocation, context.CancellationToken);
        }
    }
}
