namespace LeadFuel.Reach.Drafts;

public static class ListDrafts
{
    public sealed record View(IReadOnlyList<GetDraft.View> Items, string? Next);

    public static void Map(RouteGroupBuilder drafts) =>
        drafts.MapGet(
            "",
            async (Guid campaignId, ReachDb db, CancellationToken ct) =>
                (await Handle(campaignId, db, ct)).ToOk()
        );

    /// <summary>In the order of the steps.</summary>
    public static async Task<Outcome<View>> Handle(
        Guid campaignId,
        ReachDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (!await db.Campaigns.AnyAsync(c => c.Id == campaignId, ct))
        {
            return Refuse.NotFound("campaign");
        }

        var drafts = await db
            .Drafts.AsNoTracking()
            .Where(d => d.CampaignId == campaignId)
            .Join(db.Steps, d => d.StepId, s => s.Id, (d, s) => new { Draft = d, s.Number })
            .OrderBy(row => row.Number)
            .Select(row => row.Draft)
            .ToListAsync(ct);
        var items = new List<GetDraft.View>();
        foreach (var draft in drafts)
        {
            items.Add(await GetDraft.Read(draft, db, ct));
        }

        return new View(items, null);
    }
}
