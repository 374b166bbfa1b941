using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Nothing is claimed after this has committed; what Resend has already been given keeps its course.</summary>
public static class PauseCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapPost(
                "/{id:guid}/pause",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var found = await GetCampaign.Locked(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        if (campaign.Pause() is { } not)
        {
            return not;
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "campaign.paused",
                id,
                $"Campaign “{campaign.Name}” was paused."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }

    /// <summary>By itself: no mail can go from a domain that is not verified. A person resumes it. In the unit of work that found out, with the campaign locked.</summary>
    internal static async Task Unverified(
        ReachDb db,
        Guid id,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is not { State: CampaignState.Running })
        {
            return;
        }

        campaign.Pause(Gates.DomainUnverified);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.paused",
                id,
                $"Campaign “{campaign.Name}” was paused, because its sender's domain is not verified at Resend."
            )
        );
    }
}
