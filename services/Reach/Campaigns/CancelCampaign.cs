using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Final: nobody gets a mail of it any more.</summary>
public static class CancelCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapPost(
                "/{id:guid}/cancel",
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
        var found = await GetCampaign.LockedWithMails(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        if (campaign.Cancel() is { } not)
        {
            return not;
        }

        await work.Flush(ct);
        var now = clock.GetUtcNow();
        var open = await db
            .Enrolments.Where(e => e.CampaignId == id && e.State == EnrolmentState.Active)
            .Select(e => e.Id)
            .ToArrayAsync(ct);
        await StopEnrolments.Stop(db, open, Gates.CampaignCancelled, $"campaign:{id}", now, ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.cancelled",
                id,
                $"Campaign “{campaign.Name}” was cancelled; {open.Length} people get nothing more."
            )
        );
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }
}
