namespace LeadFuel.Reach.Sends;

/// <summary>Puts the due, planned mails of a campaign to work again, after what held them has changed.</summary>
public static class WakeMessages
{
    public static async Task Of(ReachDb db, Guid campaignId, CancellationToken ct)
    {
        var messages = await db
            .Messages.Where(m =>
                m.CampaignId == campaignId
                && m.State == MessageState.Planned
                && m.DueAt != null
                && !m.IsTest
            )
            .ToListAsync(ct);
        foreach (var message in messages)
        {
            // A new key: the job of the wake before may be done and would be found instead.
            message.Wakes++;
            db.Enqueue(new SendMessage.Job(message.Id), message.DueAt, SendMessage.Key(message));
        }
    }
}
