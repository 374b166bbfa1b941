using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Syntheses;

namespace LeadFuel.Scope.Icps;

/// <summary>Soft: it can be taken back until the next archive run. What is being written or spoken stops.</summary>
public static class DeleteIcp
{
    public static void Map(RouteGroupBuilder icps) =>
        icps.MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    ScopeDb db,
                    SynthesisLog log,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, log, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        ScopeDb db,
        SynthesisLog log,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var icp = await db.Icps.SingleOrDefaultAsync(i => i.Id == id, ct);
        if (icp is null)
        {
            return Refuse.NotFound("ICP");
        }

        if (icp.Version != tag.Version)
        {
            return await GetIcp.Stale(icp, db, ct);
        }

        var now = clock.GetUtcNow();
        icp.Delete(now);
        var running = await db
            .Syntheses.AsNoTracking()
            .Where(s => s.IcpId == id && s.State < SynthesisState.Succeeded)
            .Select(s => s.Id)
            .ToListAsync(ct);
        foreach (var synthesis in running)
        {
            await log.Cancel(synthesis, ct);
        }

        // The microphone's page is told within seconds; nobody joins it any more.
        var spoken = await db.VoiceIntakes.SingleOrDefaultAsync(
            i => i.IcpId == id && i.EndedAt == null,
            ct
        );
        spoken?.End(now);
        db.Enqueue(
            AppendAudit.Job.Of(db.Account, now, "icp.deleted", id, $"ICP “{icp.Name}” was deleted.")
        );
        await work.Commit(ct);
        return new Done();
    }
}
