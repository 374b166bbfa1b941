using LeadFuel.Scope.Icps;

namespace LeadFuel.Scope.Versions;

/// <summary>Makes an older version the newest by copying it; nothing is lost or rewritten.</summary>
public static class RestoreVersion
{
    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPost(
            "/{id:guid}/versions/{number:int}/restoration",
            async (
                Guid id,
                int number,
                IfMatch tag,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(id, number, tag, db, clock, ct)).ToCreated(view =>
                    $"/icps/{id}/versions/{view.Number}"
                )
        );

    public static async Task<Outcome<GetVersion.View>> Handle(
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
        var old = await GetVersion.Find(id, number, db, ct);
        if (icp is null || old is null)
        {
            return Refuse.NotFound(icp is null ? "ICP" : "version");
        }

        if (icp.Version != tag.Version)
        {
            return await GetIcp.Stale(icp, db, ct);
        }

        return await EditVersion.Save(
            icp,
            old.Document,
            Origin.Restore,
            old.Number,
            old.QuotesDropped,
            work,
            db,
            clock,
            ct
        );
    }
}
