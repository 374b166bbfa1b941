using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Syntheses;

namespace LeadFuel.Scope.Icps;

public static class ListIcps
{
    public sealed record Line(
        Guid Id,
        string Name,
        IcpState State,
        int? PublishedVersion,
        int LatestVersion,
        int Answered,
        int Questions,
        SynthesisState? Synthesis,
        DateTimeOffset UpdatedAt,
        int Version
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/",
            async (int? limit, Guid? after, bool? deleted, ScopeDb db, CancellationToken ct) =>
                (await Handle(limit, after, deleted ?? false, db, ct)).ToOk()
        );

    /// <summary>Newest first. `deleted`: those that can be taken back.</summary>
    public static async Task<Outcome<View>> Handle(
        int? limit,
        Guid? after,
        bool deleted,
        ScopeDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        await using var work = await db.Begin(ct);
        var icps = deleted
            ? db
                .Icps.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .Where(i => i.DeletedAt != null)
            : db.Icps;
        var rows = await icps.AsNoTracking()
            .Where(i => after == null || i.Id.CompareTo(after.Value) < 0)
            .OrderByDescending(i => i.Id)
            .Take(take + 1)
            .Select(i => new
            {
                Icp = i,
                Answered = db.Answers.Count(a => a.IcpId == i.Id && a.Value != ""),
                Last = db
                    .Syntheses.Where(s => s.IcpId == i.Id)
                    .OrderByDescending(s => s.CreatedAt)
                    .Select(s => (SynthesisState?)s.State)
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        var items = rows.Take(take)
            .Select(row => new Line(
                row.Icp.Id,
                row.Icp.Name,
                row.Icp.State,
                row.Icp.PublishedVersion,
                row.Icp.LatestVersion,
                row.Answered,
                Question.All.Count,
                row.Last,
                row.Icp.UpdatedAt,
                row.Icp.Version
            ))
            .ToList();
        return new View(items, rows.Count > take ? items[^1].Id.ToString() : null);
    }
}
