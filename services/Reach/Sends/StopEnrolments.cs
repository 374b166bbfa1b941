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
        var enrolment = await db.Enrolments.SingleAsync(e => e.Id == enrolmentId, ct);
        if (enrolment.HoldEvidence == $"reply:{replyId}")
        {
            await Unhold(db, enrolment, now, ct);
        }

        if (
            enrolment is not { StopReason: Gates.StoppedReply }
            || await db
                .Replies.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .AnyAsync(r => r.EnrolmentId == enrolmentId && !r.Automatic, ct)
        )
        {
            return;
        }

        await Unstop(db, enrolment, now, ct);
        await Proceed(db, enrolment, now, ct);
    }

    /// <summary>A deleted person is back: what their deletion ended goes on. What forbade them mail or what they wrote meanwhile stops or holds it, as it would have then.</summary>
    /// <param name="blocks">What stands against their address, read before the rows were locked.</param>
    public static async Task GoOn(
        ReachDb db,
        Guid enrolmentId,
        IReadOnlyList<Block> blocks,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var enrolment = await db.Enrolments.SingleAsync(e => e.Id == enrolmentId, ct);
        if (enrolment.StopReason != Gates.ContactErased)
        {
            return;
        }

        await Unstop(db, enrolment, now, ct);
        if (Gates.First(blocks) is { } block)
        {
            await Stop(
                db,
                [enrolmentId],
                Gates.ReasonOf(block.Kind, block.Reason),
                $"suppression:{block.Id}",
                now,
                ct
            );
            return;
        }

        var answers = await db
            .Replies.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .AsNoTracking()
            .Where(r => r.EnrolmentId == enrolmentId)
            .OrderBy(r => r.ReceivedAt)
            .ToListAsync(ct);
        if (answers.Find(r => !r.Automatic) is { } answer)
        {
            await Stop(db, [enrolmentId], Gates.StoppedReply, $"reply:{answer.Id}", now, ct);
            return;
        }

        foreach (var note in answers)
        {
            await FileReply.Apply(db, note, now, ct);
        }

        await Proceed(db, enrolment, now, ct);
    }

    /// <summary>The rows as they were before the stop.</summary>
    private static async Task Unstop(
        ReachDb db,
        Enrolment enrolment,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var account = db.Account.Email;
        var (reason, evidence) = (enrolment.StopReason ?? "", enrolment.StopEvidence ?? "");
        enrolment.GoOn();
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update messages set state = {(short)MessageState.Planned}
             where account_email = {account} and enrolment_id = {enrolment.Id} and state = {(short)
                MessageState.Skipped}
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update decisions set verdict = {(short)
                Verdict.Waiting}, reason = {Gates.DelayNotElapsed}, evidence = '', since = {now}, until = null, gate_version = {Gates.Version}
             where account_email = {account} and enrolment_id = {enrolment.Id} and verdict = {(short)
                Verdict.Never} and reason = {reason} and evidence = {evidence}
            """,
            ct
        );
    }

    private static async Task Proceed(
        ReachDb db,
        Enrolment enrolment,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // A mail that came to nothing meanwhile found them stopped already, so only now it is the reason. One that came back
        // for a time stops nobody.
        var lost = await db
            .Messages.AsNoTracking()
            .Where(m =>
                m.EnrolmentId == enrolment.Id
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
            await Stop(db, [enrolment.Id], reason, because, now, ct);
            return;
        }

        await WakeMessages.Of(db, enrolment.CampaignId, enrolment.Id, ct);
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
