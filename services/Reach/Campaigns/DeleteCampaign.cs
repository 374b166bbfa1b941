using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Soft: it can be taken back until the next archive run. What still runs is cancelled first, by a person.</summary>
public static class DeleteCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
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
        if (campaign.State is CampaignState.Running or CampaignState.Paused)
        {
            return Refuse.Conflict(
                "This campaign is still sending or paused. Cancel it first, then delete it.",
                "campaign-running"
            );
        }

        var now = clock.GetUtcNow();
        campaign.DeletedAt = now;
        campaign.Edited();
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.deleted",
                id,
                $"Campaign “{campaign.Name}” was deleted."
            )
        );
        await work.Commit(ct);
        return new Done();
    }
}
