namespace LeadFuel.Reach.Campaigns;

/// <summary>What the launch froze and what was changed after it: by whom, when and what. Newest first; none before the launch.</summary>
public static class ListPlanVersions
{
    public sealed record Line(
        int Number,
        string[] Changes,
        string FromName,
        string FromAddress,
        string By,
        DateTimeOffset CreatedAt
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet(
            "/{id:guid}/plan-versions",
            async (Guid id, int? limit, int? after, ReachDb db, CancellationToken ct) =>
                (await Handle(id, limit, after, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        int? limit,
        int? after,
        ReachDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        await using var work = await db.Begin(ct);
        if (!await db.Campaigns.AnyAsync(c => c.Id == id, ct))
        {
            return Refuse.NotFound("campaign");
        }

        var rows = await db
            .PlanVersions.AsNoTracking()
            .Where(p => p.CampaignId == id && (after == null || p.Number < after))
            .OrderByDescending(p => p.Number)
            .Take(take + 1)
            .Select(p => new Line(
                p.Number,
                p.Changes,
                p.FromName,
                p.FromAddress,
                p.By,
                p.CreatedAt
            ))
            .ToListAsync(ct);
        return new View(
            [.. rows.Take(take)],
            rows.Count > take ? rows[take - 1].Number.ToString() : null
        );
    }
}
