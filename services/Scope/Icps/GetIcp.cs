using LeadFuel.Scope.Syntheses;

namespace LeadFuel.Scope.Icps;

public static class GetIcp
{
    public sealed record View(
        Guid Id,
        string Name,
        IcpState State,
        int? PublishedVersion,
        DateTimeOffset? PublishedAt,
        int LatestVersion,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt,
        GetSynthesis.View? Synthesis,
        int Version
    ) : IVersioned
    {
        /// <param name="synthesis">The run that goes on, or else the last one.</param>
        public static View Of(Icp icp, Synthesis? synthesis) =>
            new(
                icp.Id,
                icp.Name,
                icp.State,
                icp.PublishedVersion,
                icp.PublishedAt,
                icp.LatestVersion,
                icp.CreatedAt,
                icp.UpdatedAt,
                synthesis is null ? null : GetSynthesis.View.Of(synthesis),
                icp.Version
            );
    }

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/{id:guid}",
            async (Guid id, ScopeDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ScopeDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var icp = await db.Icps.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);
        return icp is null ? Refuse.NotFound("ICP") : await Read(icp, db, ct);
    }

    /// <summary>The ICP as it is now, inside the caller's unit of work.</summary>
    public static async Task<View> Read(Icp icp, ScopeDb db, CancellationToken ct) =>
        View.Of(
            icp,
            await db
                .Syntheses.AsNoTracking()
                .Where(s => s.IcpId == icp.Id)
                .OrderByDescending(s => s.CreatedAt)
                .FirstOrDefaultAsync(ct)
        );

    /// <summary>412 with what is stored now, so that the page can show both.</summary>
    public static async Task<Refused> Stale(Icp icp, ScopeDb db, CancellationToken ct) =>
        Refuse.Stale("ICP") with
        {
            More = new Dictionary<string, object?> { ["current"] = await Read(icp, db, ct) },
        };
}
