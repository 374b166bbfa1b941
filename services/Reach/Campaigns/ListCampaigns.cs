using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Campaigns;

public static class ListCampaigns
{
    public sealed record Line(
        Guid Id,
        string Name,
        CampaignState State,
        int Steps,
        int Approved,
        int Audience,
        int Sent,
        int Replied,
        DateTimeOffset CreatedAt,
        DateTimeOffset? LaunchedAt,
        DateTimeOffset? FinishedAt,
        int Version
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet(
            "",
            async (int? limit, Guid? after, bool? deleted, ReachDb db, CancellationToken ct) =>
                TypedResults.Ok(await Handle(limit, after, deleted ?? false, db, ct))
        );

    /// <summary>Newest first. `audience`: people enrolled; 0 before the launch. `deleted`: those that can be taken back.</summary>
    public static async Task<View> Handle(
        int? limit,
        Guid? after,
        bool deleted,
        ReachDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        await using var work = await db.Begin(ct);
        var campaigns = deleted
            ? db
                .Campaigns.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .Where(c => c.DeletedAt != null)
            : db.Campaigns;
        var rows = await campaigns
            .AsNoTracking()
            .Where(c => after == null || c.Id.CompareTo(after.Value) < 0)
            .OrderByDescending(c => c.Id)
            .Take(take + 1)
            .Select(c => new Line(
                c.Id,
                c.Name,
                c.State,
                db.Steps.Count(s => s.CampaignId == c.Id),
                db.Drafts.Count(d => d.CampaignId == c.Id && d.State == Drafts.DraftState.Approved),
                db.Enrolments.Count(e => e.CampaignId == c.Id),
                db.Messages.Count(m =>
                    m.CampaignId == c.Id && !m.IsTest && m.State >= MessageState.Accepted
                ),
                db.Enrolments.Count(e =>
                    e.CampaignId == c.Id
                    && db.Replies.Any(r =>
                        r.EnrolmentId == e.Id && !r.Automatic && r.Match != MatchKind.Guess
                    )
                ),
                c.CreatedAt,
                c.LaunchedAt,
                c.FinishedAt,
                c.Version
            ))
            .ToListAsync(ct);
        return new([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Id.ToString() : null);
    }
}
