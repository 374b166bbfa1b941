namespace LeadFuel.Reach.Campaigns;

/// <summary>What leaves with a deleted campaign beside what hangs on it by foreign keys: the answers to its mails, and the tests of its texts.</summary>
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

    // A test is of no person, and its key names the campaign for a probe too, which has none: so no foreign key either.
    public static readonly LeavesAlong Tests = new(
        "messages",
        """
        delete from messages m
         where m.account_email = $1 and m.enrolment_id is null and m.campaign_id <> '00000000-0000-0000-0000-000000000000'
           and not exists (select 1 from campaigns c where c.account_email = $1 and c.id = m.campaign_id and c.deleted_at is null)
        """
    );
}
