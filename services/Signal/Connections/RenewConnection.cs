namespace LeadFuel.Signal.Connections;

/// <summary>Renews a consent in its last week, where LinkedIn allows it; else it only notes that the person is needed.</summary>
internal sealed class RenewConnection(SignalDb db, AccessTokens tokens, TimeProvider clock)
    : JobHandler<RenewConnection.Job>
{
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    public sealed record Job(Guid ConnectionId) : IJob
    {
        public static string Kind => "signal.renew-connection";
    }

    public static void Plan(
        SignalDb db,
        Connection connection,
        ConnectionToken token,
        DateTimeOffset now
    )
    {
        var due =
            connection.AccessExpiresAt
            - (token.RefreshToken is null ? TimeSpan.Zero : AccessTokens.RenewBefore);
        db.Enqueue(
            new Job(connection.Id),
            due > now ? due : now + Daily,
            $"{connection.Id}@{connection.AccessExpiresAt:O}"
        );
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await tokens.Open(job.ConnectionId, renew: false, ct);
        await using var work = await db.Begin(ct);
        await Again(job.ConnectionId, ct);
        await work.Commit(lease, ct);
    }

    /// <summary>A LinkedIn that is away for hours does not end the connection: tomorrow is another day.</summary>
    public override Task GiveUp(Job job, string error, CancellationToken ct) =>
        Again(job.ConnectionId, ct);

    private async Task Again(Guid id, CancellationToken ct)
    {
        var connection = await db.Connections.SingleOrDefaultAsync(c => c.Id == id, ct);
        var token = await db.ConnectionTokens.SingleOrDefaultAsync(t => t.ConnectionId == id, ct);
        if (connection is not { State: ConnectionState.Active } || token is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (connection.AccessExpiresAt - AccessTokens.RenewBefore > now)
        {
            Plan(db, connection, token, now);
        }
        else
        {
            db.Enqueue(new Job(id), now + Daily);
        }
    }
}
