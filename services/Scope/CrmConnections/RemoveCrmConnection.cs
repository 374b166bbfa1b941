using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.CrmConnections;

/// <summary>The address is gone at once, with what it was told; the deals that came of it stay.</summary>
public static class RemoveCrmConnection
{
    public static void Map(RouteGroupBuilder connections) =>
        connections
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    ScopeDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connection = await db.CrmConnections.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is null)
        {
            return Refuse.NotFound("connection");
        }

        if (connection.Version != tag.Version)
        {
            return Refuse.Stale("connection");
        }

        db.CrmConnections.Remove(connection);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "crm.removed",
                id,
                $"The address for deals of {connection.Vendor} was removed."
            )
        );
        await work.Commit(ct);
        return new Done();
    }
}
