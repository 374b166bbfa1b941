namespace LeadFuel.Reach.Sends;

/// <summary>Ends the sequence of people: nothing planned goes out any more, and each step left says why. What is at Resend already keeps its own course.</summary>
public static class StopEnrolments
{
    public static async Task Stop(
        ReachDb db,
        Guid[] enrolmentIds,
        string reason,
        string evidence,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (enrolmentIds.Length == 0)
        {
            return;
        }

        var account = db.Account.Email;
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"select 1 from enrolments where account_email = {account} and id = any({enrolmentIds}) order by id for update",
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update enrolments set state = {(short)
                EnrolmentState.Stopped}, stop_reason = {reason}, stop_evidence = {evidence}, stopped_at = {now}
             where account_email = {account} and id = any({enrolmentIds}) and state = {(short)
                EnrolmentState.Active}
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update messages set state = {(short)MessageState.Skipped}
             where account_email = {account} and enrolment_id = any({enrolmentIds}) and state = {(short)
                MessageState.Planned}
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update decisions d set verdict = {(short)
                Verdict.Never}, reason = {reason}, evidence = {evidence}, since = {now}, until = null, gate_version = {Gates.Version}
             where d.account_email = {account} and d.enrolment_id = any({enrolmentIds}) and d.verdict = {(short)
                Verdict.Waiting}
               and not exists (select 1 from messages m where m.account_email = d.account_email and m.enrolment_id = d.enrolment_id and m.step_id = d.step_id
                                and m.state in ({(short)MessageState.Submitting}, {(short)
                MessageState.Uncertain}))
            """,
            ct
        );
        var campaigns = await db
            .Enrolments.Where(e => enrolmentIds.Contains(e.Id))
            .Select(e => e.CampaignId)
            .Distinct()
            .Order()
            .ToListAsync(ct);
        foreach (var campaign in campaigns)
        {
            await FinishCampaign.Check(db, campaign, now, ct);
        }
    }
}
