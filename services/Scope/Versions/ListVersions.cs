namespace LeadFuel.Scope.Versions;

public static class ListVersions
{
    public sealed record Line(
        int Number,
        Origin Origin,
        int? MadeFrom,
        string Author,
        string? ActingOperator,
        DateTimeOffset CreatedAt,
        bool Published
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/{id:guid}/versions",
            async (Guid id, int? limit, int? after, ScopeDb db, CancellationToken ct) =>
                (await Handle(id, limit, after, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        int? limit,
        int? after,
        ScopeDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        await using var work = await db.Begin(ct);
        var icp = await db.Icps.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);
        if (icp is null)
        {
            return Refuse.NotFound("ICP");
        }

        var rows = await db
            .Versions.AsNoTracking()
            .Where(v => v.IcpId == id && (after == null || v.Number < after))
            .OrderByDescending(v => v.Number)
            .Take(take + 1)
            .Select(v => new Line(
                v.Number,
                v.Origin,
                v.MadeFrom,
                v.Author,
                v.ActingOperator,
                v.CreatedAt,
                v.Number == icp.PublishedVersion
            ))
            .ToListAsync(ct);
        return new View(
            [.. rows.Take(take)],
            rows.Count > take ? rows[take - 1].Number.ToString() : null
        );
    }
}
