using LeadFuel.Reach.Campaigns;

namespace LeadFuel.Reach.Drafts;

/// <summary>The texts that wait for a member's yes, over all campaigns, as they stand.</summary>
public static class ListDraftsToApprove
{
    public sealed record Item(
        Guid Id,
        Guid CampaignId,
        string Campaign,
        CampaignState CampaignState,
        int StepNumber,
        string Subject,
        string Body,
        string ContentHash,
        int Version
    );

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder drafts) =>
        drafts.MapGet(
            "",
            async (int? limit, Guid? after, ReachDb db, CancellationToken ct) =>
                TypedResults.Ok(await Handle(limit, after, db, ct))
        );

    /// <summary>In the order in which their steps were planned.</summary>
    public static async Task<View> Handle(int? limit, Guid? after, ReachDb db, CancellationToken ct)
    {
        var take = Math.Clamp(limit ?? 50, 1, 100);
        await using var work = await db.Begin(ct);
        var rows = await (
            from d in Draft.ToApprove(db).AsNoTracking()
            join c in db.Campaigns on d.CampaignId equals c.Id
            join s in db.Steps on d.StepId equals s.Id
            where after == null || d.Id.CompareTo(after.Value) > 0
            orderby d.Id
            select new
            {
                Draft = d,
                c.Name,
                c.State,
                s.Number,
            }
        )
            .Take(take + 1)
            .ToListAsync(ct);
        return new View(
            [
                .. rows.Take(take)
                    .Select(row => new Item(
                        row.Draft.Id,
                        row.Draft.CampaignId,
                        row.Name,
                        row.State,
                        row.Number,
                        row.Draft.Subject,
                        row.Draft.Body,
                        row.Draft.ContentHash,
                        row.Draft.Version
                    )),
            ],
            rows.Count > take ? rows[take - 1].Draft.Id.ToString() : null
        );
    }
}
