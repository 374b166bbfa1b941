namespace LeadFuel.Reach.Campaigns;

/// <summary>What leaves with a deleted campaign beside what hangs on it by foreign keys: the answers to its mails.</summary>
internal static class CampaignPurge
{
    // No foreign key: filing an answer would lock the person's row in another order than stopping the sequence does.
    public static readonly LeavesAlong Replies = new(
        "replies",
        """
        delete from replies r using enrolments e, campaigns c
         where r.account_email = $1 and e.account_email = $1 and c.account_email = $1
           and e.id = r.enrolment_id and c.id = e.campaign_id and c.deleted_at is not null
        """
    );
}
