using LeadFuel.Reach.Replies;

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

    /// <summary>Locks people and their mails before anything of one of them is changed, so that two that are changed together stay in the one order.</summary>
    public static async Task Hold(ReachDb db, Guid[] enrolmentIds, CancellationToken ct)
    {
        var account = db.Account.Email;
        await db.Database.ExecuteSqlAsync(
            $"select 1 from enrolments where account_email = {account} and id = any({enrolmentIds}) order by id for update",
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"select 1 from messages where account_email = {account} and enrolment_id = any({enrolmentIds}) order by id for update",
            ct
        );
    }

    /// <summary>Takes back what an answer did that turned out to be somebody else's: its hold, and its stop where nothing else has stopped this person.</summary>
    public static async Task GoOn(
        ReachDb db,
        Guid enrolmentId,
        Guid replyId,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var account = db.Account.Email;
        var enrolment = await db.Enrolments.SingleAsync(e => e.Id == enrolmentId, ct);
        if (enrolment.HoldEvidence == $"reply:{replyId}")
        {
            await Unhold(db, enrolment, now, ct);
        }

        if (
            enrolment is not { StopReason: Gates.StoppedReply, StopEvidence: { } evidence }
            || await db
                .Replies.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .AnyAsync(r => r.EnrolmentId == enrolmentId && !r.Automatic, ct)
        )
        {
            return;
        }

        enrolment.GoOn();
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update messages set state = {(short)MessageState.Planned}
             where account_email = {account} and enrolment_id = {enrolmentId} and state = {(short)
                MessageState.Skipped}
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update decisions set verdict = {(short)
                Verdict.Waiting}, reason = {Gates.DelayNotElapsed}, evidence = '', since = {now}, until = null, gate_version = {Gates.Version}
             where account_email = {account} and enrolment_id = {enrolmentId} and verdict = {(short)
                Verdict.Never} and evidence = {evidence}
            """,
            ct
        );
        // A mail that came to nothing meanwhile found them stopped already, so only now it is the reason. One that came back
        // for a time stops nobody.
        var lost = await db
            .Messages.AsNoTracking()
            .Where(m =>
                m.EnrolmentId == enrolmentId
                && (
                    m.State == MessageState.Failed
                    || (
                        m.State == MessageState.Bounced
                        && !db.ResendEvents.Any(e =>
                            e.Type == "email.bounced"
                            && e.Detail != "Permanent"
                            && (e.MessageId == m.Id || e.ResendId == m.ProviderId)
                        )
                    )
                )
            )
            .OrderByDescending(m => m.StepNumber)
            .FirstOrDefaultAsync(ct);
        if (lost is not null)
        {
            var (reason, because) =
                lost.State == MessageState.Failed
                    ? (Gates.Refused, lost.Error ?? "")
                    : (Gates.SuppressedBounce, $"message:{lost.Id}");
            await Stop(db, [enrolmentId], reason, because, now, ct);
            return;
        }

        await WakeMessages.Of(db, enrolment.CampaignId, enrolmentId, ct);
        await AcceptMessage.Next(db, enrolment, ct);
        await FinishCampaign.Reopen(db, enrolment.CampaignId, ct);
    }

    private static async Task Unhold(
        ReachDb db,
        Enrolment enrolment,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        enrolment.Unhold();
        await db.SaveChangesAsync(ct);
        // Beside the longest hold no other was kept.
        var others = await db
            .Replies.Where(r => r.EnrolmentId == enrolment.Id && r.Automatic)
            .ToListAsync(ct);
        foreach (var note in others)
        {
            await FileReply.Apply(db, note, now, ct);
        }

        await WakeMessages.Of(db, enrolment.CampaignId, enrolment.Id, ct);
    }
}
