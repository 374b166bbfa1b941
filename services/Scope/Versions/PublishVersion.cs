using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Notices;

namespace LeadFuel.Scope.Versions;

/// <summary>Makes one version the one that others read: one row, one change, so never two and never none.</summary>
public static class PublishVersion
{
    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPut(
            "/{id:guid}/versions/{number:int}/publication",
            async (
                Guid id,
                int number,
                IfMatch tag,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, number, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetIcp.View>> Handle(
        Guid id,
        int number,
        IfMatch tag,
        ScopeDb db,
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

        if (!await db.Versions.AnyAsync(v => v.IcpId == id && v.Number == number, ct))
        {
            return Refuse.NotFound("version");
        }

        if (icp.Version != tag.Version)
        {
            return await GetIcp.Stale(icp, db, ct);
        }

        var now = clock.GetUtcNow();
        var before = icp.PublishedVersion;
        icp.Publish(number, now);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "icp.published",
                id,
                before is null
                    ? $"Version {number} of “{icp.Name}” was published."
                    : $"Version {number} of “{icp.Name}” was published in place of version {before}."
            )
        );
        db.Enqueue(new TellEvent.Job(IcpPublished.Name, id, now));
        return await work.Commit(await GetIcp.Read(icp, db, ct), ct);
    }
}
