namespace LeadFuel.Reach.Sends;

/// <summary>Puts the due, planned mails of a campaign to work again, after what held them has changed.</summary>
public static class WakeMessages
{
    private sealed record Woken(Guid Id, int Wakes, DateTimeOffset DueAt);

    public static Task Of(ReachDb db, Guid campaignId, CancellationToken ct) =>
        Of(db, campaignId, null, ct);

    /// <summary>Of all its people or of one.</summary>
    public static async Task Of(
        ReachDb db,
        Guid campaignId,
        Guid? enrolmentId,
        CancellationToken ct
    )
    {
        // A new wake makes a new job: the one of the wake before may be done and would be found instead.
        var woken = await db
            .Database.SqlQuery<Woken>(
                $"""
                with due as (
                    select id from messages
                     where account_email = {db.Account.Email} and campaign_id = {campaignId} and state = {(short)
                    MessageState.Planned}
                       and due_at is not null and not is_test and ({enrolmentId}::uuid is null or enrolment_id = {enrolmentId})
                     order by id for update)
                update messages m set wakes = m.wakes + 1 from due
                 where m.account_email = {db.Account.Email} and m.id = due.id
                returning m.id, m.wakes, m.due_at
                """
            )
            .ToListAsync(ct);
        foreach (var message in woken)
        {
            db.Enqueue(
                new SendMessage.Job(message.Id),
                message.DueAt,
                SendMessage.Key(message.Id, message.Wakes)
            );
        }
    }
}
