using System.Net;
using System.Security.Cryptography;
using Grpc.Core;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Notices;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Sends;

/// <summary>Hands one mail to Resend. The bytes and their key are on disk before anything leaves, so a repeat after a crash sends nothing twice.</summary>
internal sealed partial class SendMessage(
    ReachDb db,
    PlanCheck plan,
    AskOrbit orbit,
    ClaimMessage claims,
    Pace pace,
    ResendClient resend,
    Egress egress,
    TimeProvider clock,
    ILogger<SendMessage> logger
) : JobHandler<SendMessage.Job>
{
    private static readonly ProviderRefusedException NotCalled = new(
        ResendClient.Provider.Name,
        HttpStatusCode.ServiceUnavailable,
        ResendClient.NotCalled
    );

    private static readonly TimeSpan WhileCoreIsAway = TimeSpan.FromSeconds(30);

    public sealed record Job(Guid MessageId) : IJob
    {
        public static string Kind => "reach.send-message";
    }

    /// <summary>One job for each time that a mail is put to work.</summary>
    public static string Key(Message message) => Key(message.Id, message.Wakes);

    public static string Key(Guid id, int wakes) => $"{id}#{wakes}";

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        Fault.Point("reach.before-claim");
        var planSays = await PlanSays(ct);
        var touch = await orbit.Before(job.MessageId, ct);
        if (await claims.WouldSend(job.MessageId, touch, planSays, ct))
        {
            if (await pace.TakeForMail(ct) is not { } turn)
            {
                throw new JobDeferredException(await Queue(job.MessageId, ct));
            }

            await Task.Delay(turn, TimeProvider.System, ct);
        }

        // Decided again now that it is its turn: a stop that came meanwhile wins.
        var claim = await claims.Take(job.MessageId, touch, planSays, ct);
        if (claim.Body is not { } body)
        {
            if (claim.Wait is { } wait)
            {
                throw new JobDeferredException(wait);
            }

            return;
        }

        Fault.Point("reach.after-claim");
        string id;
        try
        {
            using var purpose = egress.For(
                claim.Purpose,
                ResendClient.Address,
                ResendClient.MailText,
                ResendClient.SenderName
            );
            id = await resend.Send(body, claim.Key, ct);
        }
        catch (ProviderSwitchedOffException)
        {
            await Refused(job.MessageId, claim, NotCalled, ct);
            return;
        }
        catch (ProviderRefusedException refused)
        {
            await Refused(job.MessageId, claim, refused, ct);
            return;
        }

        Fault.Point("reach.after-call");
        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        await AcceptMessage.Apply(db, job.MessageId, id, now, now, ct);
        await work.Commit(lease, ct);
        Fault.Point("reach.after-accept");
    }

    /// <summary>Eight unforeseen failures: what Resend may have got stays open for a webhook or a member, the rest says why.</summary>
    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        // What has come to an end by another way, as by a webhook, keeps it.
        if (
            await AcceptMessage.Locked(db, job.MessageId, ct) is
            { State: MessageState.Planned or MessageState.Submitting } message
        )
        {
            await End(message, message.State == MessageState.Submitting, error, ct);
        }
    }

    private async Task<string?> PlanSays(CancellationToken ct)
    {
        try
        {
            var told = await plan.Ask("reach", ct);
            return told.Granted ? null : told.Why;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            // However long Core is away: what may not be paid for is not sent.
            throw new JobDeferredException(WhileCoreIsAway);
        }
    }

    private async Task Refused(
        Guid id,
        Claim claim,
        ProviderRefusedException refused,
        CancellationToken ct
    )
    {
        if (ResendClient.KeyRefused(refused))
        {
            await pace.KeyRefused(refused, sends: true, ct);
        }

        TimeSpan? wait;
        await using (var work = await db.Begin(ct))
        {
            var message = await AcceptMessage.Locked(db, id, ct);
            if (message is not { State: MessageState.Submitting })
            {
                return;
            }

            wait = await Judge(message, claim, refused, ct);
            await work.Commit(ct);
        }

        if (Quota(refused))
        {
            await pace.HoldMails(wait ?? TimeSpan.FromMinutes(30), ct);
        }
        else if (refused.Status == HttpStatusCode.TooManyRequests)
        {
            await pace.Hold(wait ?? TimeSpan.FromSeconds(1), Gates.Throttled, ct);
        }

        if (wait is { } parked)
        {
            throw new JobDeferredException(parked);
        }
    }

    /// <summary>How long to park, or null when the mail has come to an end or waits for a person.</summary>
    private async Task<TimeSpan?> Judge(
        Message message,
        Claim claim,
        ProviderRefusedException refused,
        CancellationToken ct
    )
    {
        var status = (int)refused.Status;
        if (ResendClient.OutcomeUnknown(refused))
        {
            return Backoff(message);
        }

        switch (status, refused.Code)
        {
            case (_, ResendClient.NotCalled):
                await Park(message, claim, Gates.ProviderAway, ct);
                return Jitter(TimeSpan.FromSeconds(30));
            case (409, "invalid_idempotent_request"):
                LogOtherBody(message.Id);
                await End(message, unknown: true, refused.Code, ct);
                return null;
            case (409, _):
                return Jitter(TimeSpan.FromSeconds(1));
            case (408 or 425, _):
                return Backoff(message);
            case (429, _) when Quota(refused):
                await Park(message, claim, Gates.QuotaReached, ct);
                return Jitter(TimeSpan.FromMinutes(30));
            case (429, _):
                await Park(message, claim, Gates.Throttled, ct);
                return Jitter(refused.RetryAfter ?? TimeSpan.FromSeconds(2));
            case (401 or 403, _) when ResendClient.KeyRefused(refused):
                await Park(message, claim, Gates.ProviderAway, ct);
                return Jitter(TimeSpan.FromMinutes(5));
            case (403, _) when !message.IsTest:
                await Park(message, claim, Gates.DomainUnverified, ct);
                // No mail of this campaign can go until a person has seen to it.
                await PauseCampaign.Unverified(db, message.CampaignId, clock.GetUtcNow(), ct);
                return message.State == MessageState.Planned ? null : TimeSpan.FromMinutes(30);
            case (451, _):
                LogSecurity(message.Id);
                goto default;
            default:
                await End(message, unknown: false, $"{status} {refused.Code}".Trim(), ct);
                return null;
        }
    }

    private static bool Quota(ProviderRefusedException refused) =>
        refused.Code is "daily_quota_exceeded" or "monthly_quota_exceeded";

    private async Task Park(Message message, Claim claim, string reason, CancellationToken ct)
    {
        if (claim.Repeat)
        {
            return;
        }

        message.NotTaken();
        (await Ledger(message, ct))?.Decide(Verdict.Waiting, reason, "", null, clock.GetUtcNow());
    }

    private async Task End(Message message, bool unknown, string error, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ledger = await Ledger(message, ct);
        if (unknown)
        {
            message.Uncertain(error);
            ledger?.Decide(
                Verdict.Waiting,
                Gates.OutcomeUnknown,
                $"message:{message.Id}",
                null,
                now
            );
            return;
        }

        message.Fail(error);
        ledger?.Decide(Verdict.Never, Gates.Refused, error, null, now);
        if (message.EnrolmentId is { } enrolment)
        {
            await StopEnrolments.Stop(db, [enrolment], Gates.Refused, error, now, ct);
            db.Enqueue(
                new TellEvent.Job(SendFailed.Name, message.Id, now),
                dedupeKey: message.Id.ToString()
            );
        }
    }

    private Task<Decision?> Ledger(Message message, CancellationToken ct) =>
        db.Decisions.SingleOrDefaultAsync(
            d => d.EnrolmentId == message.EnrolmentId && d.StepId == message.StepId,
            ct
        );

    /// <summary>Many wait for their turn: each comes back at its own moment of the time that the queue needs.</summary>
    private async Task<TimeSpan> Queue(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var because = await pace.Because(ct);
        await using var work = await db.Begin(ct);
        var message = await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct);
        if (message is null)
        {
            // Its step was taken out meanwhile.
            return TimeSpan.Zero;
        }

        var waiting = await db.Messages.CountAsync(
            m =>
                m.CampaignId == message.CampaignId
                && m.State == MessageState.Planned
                && m.DueAt <= now,
            ct
        );
        await db
            .Decisions.Where(d =>
                d.EnrolmentId == message.EnrolmentId
                && d.StepId == message.StepId
                && d.Verdict == Verdict.Waiting
                && d.Reason != because
            )
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(d => d.Reason, because)
                        .SetProperty(d => d.Evidence, "")
                        .SetProperty(d => d.Since, now)
                        .SetProperty(d => d.Until, (DateTimeOffset?)null)
                        .SetProperty(d => d.GateVersion, Gates.Version),
                ct
            );
        await work.Commit(ct);
        var busy = await pace.BusyForMail(ct);
        var spread = Math.Max(2, waiting / pace.PerSecond);
        return busy
            + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(0, (int)(spread * 1000)));
    }

    // Grows with the time since the first try: 5 s at first, half an hour at most.
    private TimeSpan Backoff(Message message) =>
        Jitter(
            TimeSpan.FromSeconds(
                Math.Clamp(
                    (clock.GetUtcNow() - message.FirstAttemptAt!.Value).TotalSeconds / 2,
                    5,
                    1800
                )
            )
        );

    private static TimeSpan Jitter(TimeSpan wait) =>
        wait * (1 + RandomNumberGenerator.GetInt32(0, 500) / 1000.0);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Resend knows other bytes under the key of message {Id}: the frozen body was not the one sent"
    )]
    private partial void LogOtherBody(Guid id);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Resend refuses message {Id} for its security: look into the account there before more is sent"
    )]
    private partial void LogSecurity(Guid id);
}
