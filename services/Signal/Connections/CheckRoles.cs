using System.Net;
using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Connections;

/// <summary>Asks LinkedIn every day which pages the member may still post for.</summary>
internal sealed class CheckRoles(
    SignalDb db,
    AccessTokens tokens,
    LinkedInClient linkedIn,
    TimeProvider clock
) : JobHandler<CheckRoles.Job>
{
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    public sealed record Job(Guid ConnectionId) : IJob
    {
        public static string Kind => "signal.check-roles";
    }

    /// <summary>One chain for each connection, however often it is connected again.</summary>
    public static void Plan(SignalDb db, Connection connection, DateTimeOffset now)
    {
        if (connection.Grants(LinkedInClient.MayPostForPages))
        {
            db.Enqueue(
                new Job(connection.Id),
                now + Daily,
                $"{connection.Id}@{now + Daily:yyyy-MM-dd}"
            );
        }
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var found = await Look(job.ConnectionId, db, tokens, linkedIn, ct);
        await using var work = await db.Begin(ct);
        if (
            await db.Connections.SingleOrDefaultAsync(c => c.Id == job.ConnectionId, ct) is
            { Live: true } connection
        )
        {
            if (found is not null)
            {
                await FindTargets.Apply(db, connection, found, ct);
            }

            Plan(db, connection, clock.GetUtcNow());
        }

        await work.Commit(lease, ct);
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        if (
            await db.Connections.SingleOrDefaultAsync(c => c.Id == job.ConnectionId, ct) is
            { Live: true } connection
        )
        {
            Plan(db, connection, clock.GetUtcNow());
        }
    }

    /// <summary>What the member may post for now; null when only the person can renew the consent.</summary>
    internal static async Task<IReadOnlyList<FindTargets.Found>?> Look(
        Guid connectionId,
        SignalDb db,
        AccessTokens tokens,
        LinkedInClient linkedIn,
        CancellationToken ct
    )
    {
        string[] scopes;
        await using (await db.Begin(ct))
        {
            scopes = await db
                .Connections.Where(c => c.Id == connectionId)
                .Select(c => c.Scopes)
                .SingleAsync(ct);
        }

        for (var renew = false; ; renew = true)
        {
            if (await tokens.Open(connectionId, renew, ct) is not { } access)
            {
                return null;
            }

            try
            {
                return await FindTargets.Ask(linkedIn, access, scopes, ct);
            }
            catch (ProviderRefusedException no) when (no.Status == HttpStatusCode.Unauthorized)
            {
                // A token may end before its time: once it is renewed, where that is possible.
                if (renew)
                {
                    await tokens.GiveUp(connectionId, no.Code, ct);
                    return null;
                }
            }
        }
    }
}
