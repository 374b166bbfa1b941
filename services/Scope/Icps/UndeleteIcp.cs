using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.Icps;

public static class UndeleteIcp
{
    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPost(
                "/{id:guid}/undelete",
                async (Guid id, ScopeDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetIcp.View>> Handle(
        Guid id,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var icp = await db
            .Icps.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .SingleOrDefaultAsync(i => i.Id == id, ct);
        if (icp is null)
        {
            return Refuse.NotFound("ICP");
        }

        if (icp.DeletedAt is not null)
        {
            var now = clock.GetUtcNow();
            icp.Undelete(now);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "icp.undeleted",
                    id,
                    $"ICP “{icp.Name}” was taken back from the bin."
                )
            );
        }

        return await work.Commit(await GetIcp.Read(icp, db, ct), ct);
    }
}
