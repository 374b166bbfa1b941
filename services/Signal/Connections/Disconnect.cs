using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Connections;

/// <summary>The tokens are deleted at once. What was published stays in the list.</summary>
public static class Disconnect
{
    public static void Map(RouteGroupBuilder connections) =>
        connections
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    SignalDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToNoContent()
            ).WithoutPlan()
            .ByMembersOnly();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connection = await db.Connections.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is not { Live: true })
        {
            return Refuse.NotFound("connection");
        }

        if (connection.Version != tag.Version)
        {
            return Refuse.Stale("connection");
        }

        connection.Disconnect();
        await db.ConnectionTokens.Where(t => t.ConnectionId == id).ExecuteDeleteAsync(ct);
        await db
            .Targets.Where(t => t.ConnectionId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TargetState.NoAccess), ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "linkedin.disconnected",
                id,
                $"The LinkedIn profile of {connection.DisplayName} was disconnected; its tokens were deleted."
            )
        );
        await work.Commit(ct);
        return new Done();
    }
}
