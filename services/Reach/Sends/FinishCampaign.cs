using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Notices;

namespace LeadFuel.Reach.Sends;

/// <summary>A campaign has ended when every person has a final entry for every step, and not before.</summary>
public static class FinishCampaign
{
    /// <summary>Last in the lock order. Two that write the last two entries wait here for each other, so one of them sees both.</summary>
    public static async Task Check(
        ReachDb db,
        Guid campaignId,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await Lock(db, campaignId, ct);
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
            update campaigns c set state = {(short)CampaignState.Finished}, finished_at = {now}
             where c.account_email = {db.Account.Email} and c.id = {campaignId} and c.state = {(short)
                CampaignState.Running}
               and not exists (select 1 from decisions d where d.account_email = c.account_email and d.campaign_id = c.id and d.verdict = {(short)
                Verdict.Waiting})
            """,
            ct
        );
        if (ended == 1)
        {
            db.Enqueue(new TellEvent.Job(CampaignFinished.Name, campaignId, now));
        }
    }

    /// <summary>Somebody waits again.</summary>
    public static async Task Reopen(ReachDb db, Guid campaignId, CancellationToken ct)
    {
        await Lock(db, campaignId, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update campaigns c set state = {(short)CampaignState.Running}, finished_at = null
             where c.account_email = {db.Account.Email} and c.id = {campaignId} and c.state = {(short)
                CampaignState.Finished}
               and exists (select 1 from decisions d where d.account_email = c.account_email and d.campaign_id = c.id and d.verdict = {(short)
                Verdict.Waiting})
            """,
            ct
        );
    }

    public static Task Lock(ReachDb db, Guid campaignId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"select 1 from campaigns where account_email = {db.Account.Email} and id = {campaignId} for no key update",
            ct
        );
}
