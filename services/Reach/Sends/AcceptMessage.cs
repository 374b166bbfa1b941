using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Notices;

namespace LeadFuel.Reach.Sends;

/// <summary>What follows when Resend has taken a mail, whoever tells it first: the answer to the call, a repeat, a webhook or a person.</summary>
public static class AcceptMessage
{
    /// <summary>Applied twice it changes nothing. Runs in the caller's unit of work.</summary>
    public static async Task<Message?> Apply(
        ReachDb db,
        Guid messageId,
        string? providerId,
        DateTimeOffset at,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await Locked(db, messageId, ct) is not { } message)
        {
            return null;
        }

        var first = message.AcceptedAt is null;
        message.Accepted(providerId, at);
        if (first && message.ProviderId is not null)
        {
            db.Enqueue(
                new LookUpMessage.Job(messageId),
                now + LookUpMessage.After,
                messageId.ToString()
            );
        }

        if (!first || message.EnrolmentId is not { } enrolmentId)
        {
            return message;
        }

        var decision = await db.Decisions.SingleOrDefaultAsync(
            d => d.EnrolmentId == enrolmentId && d.StepId == message.StepId,
            ct
        );
        decision?.Decide(Verdict.Sent, Gates.Sent, $"message:{message.Id}", null, now);
        var enrolment = await db.Enrolments.SingleAsync(e => e.Id == enrolmentId, ct);
        if (enrolment.State == EnrolmentState.Active)
        {
            await After(db, message, enrolment, ct);
        }

        await db.SaveChangesAsync(ct);
        await FinishCampaign.Check(db, message.CampaignId, now, ct);
        return message;
    }

    /// <summary>Resend took it and then could not send it: the entry says why. Runs in the caller's unit of work, after <see cref="Apply"/>.</summary>
    public static async Task Failed(
        ReachDb db,
        Message message,
        string reason,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var before = message.State;
        message.FailedThere(reason);
        if (message.State != MessageState.Failed || before == MessageState.Failed)
        {
            return;
        }

        if (message.EnrolmentId is not null)
        {
            db.Enqueue(
                new TellEvent.Job(SendFailed.Name, message.Id, now),
                dedupeKey: message.Id.ToString()
            );
        }

        var decision = await db.Decisions.SingleOrDefaultAsync(
            d => d.EnrolmentId == message.EnrolmentId && d.StepId == message.StepId,
            ct
        );
        decision?.Decide(Verdict.Never, Gates.Refused, reason, null, now);
    }

    /// <summary>The message with its locks held in the one order: enrolment, message, campaign.</summary>
    public static async Task<Message?> Locked(ReachDb db, Guid messageId, CancellationToken ct)
    {
        var account = db.Account.Email;
        var found = await db
            .Messages.AsNoTracking()
            .Where(m => m.Id == messageId)
            .Select(m => new { m.EnrolmentId, m.CampaignId })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        if (found.EnrolmentId is { } enrolmentId)
        {
            await db.Database.ExecuteSqlAsync(
                $"select 1 from enrolments where account_email = {account} and id = {enrolmentId} for update",
                ct
            );
        }

        await db.Database.ExecuteSqlAsync(
            $"select 1 from messages where account_email = {account} and id = {messageId} for update",
            ct
        );
        await FinishCampaign.Lock(db, found.CampaignId, ct);
        // Read only now: what was read before the locks may have changed.
        return await db.Messages.SingleOrDefaultAsync(m => m.Id == messageId, ct);
    }

    /// <summary>What follows for a person whose sequence goes on after a stop; nothing when they have had no mail yet.</summary>
    public static async Task Next(ReachDb db, Enrolment enrolment, CancellationToken ct)
    {
        var last = await db
            .Messages.Where(m => m.EnrolmentId == enrolment.Id && m.AcceptedAt != null)
            .OrderByDescending(m => m.StepNumber)
            .FirstOrDefaultAsync(ct);
        if (last is not null)
        {
            await After(db, last, enrolment, ct);
        }
    }

    private static async Task After(
        ReachDb db,
        Message message,
        Enrolment enrolment,
        CancellationToken ct
    )
    {
        var next = await db
            .Messages.Where(m => m.EnrolmentId == enrolment.Id && m.StepNumber > message.StepNumber)
            .OrderBy(m => m.StepNumber)
            .FirstOrDefaultAsync(ct);
        if (next is null)
        {
            enrolment.Finish();
            return;
        }

        if (next is { State: MessageState.Planned, DueAt: null })
        {
            var step = await db.Steps.AsNoTracking().SingleAsync(s => s.Id == next.StepId, ct);
            next.DueAt = step.After(message.AcceptedAt!.Value);
            db.Enqueue(new SendMessage.Job(next.Id), next.DueAt, SendMessage.Key(next));
            var decision = await db.Decisions.SingleOrDefaultAsync(
                d => d.EnrolmentId == enrolment.Id && d.StepId == next.StepId,
                ct
            );
            decision?.Decide(
                Verdict.Waiting,
                Gates.DelayNotElapsed,
                $"message:{message.Id}",
                next.DueAt,
                message.AcceptedAt.Value
            );
        }
    }
}
