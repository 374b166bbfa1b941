using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Campaigns;

public static class ResumeCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapPost(
                "/{id:guid}/resume",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToOk()
            )
            .ByMembersOnly();

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // Before the campaign's own lock, as everything that sends takes them; a refusal takes it back.
        await WakeMessages.Of(db, id, ct);
        var found = await GetCampaign.Locked(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        if (campaign.Resume() is { } not)
        {
            return not;
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "campaign.resumed",
                id,
                $"Campaign “{campaign.Name}” goes on."
            )
        );
        await work.Flush(ct);
        // While it was paused the last one who waited may have been stopped.
        await FinishCampaign.Check(db, id, clock.GetUtcNow(), ct);
        await db.Entry(campaign).ReloadAsync(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }
}
