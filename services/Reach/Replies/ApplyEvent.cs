using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;

namespace LeadFuel.Reach.Replies;

/// <summary>Applies an event to its mail. The order of events does not matter: a state only rises.</summary>
internal sealed class ApplyEvent(ReachDb db, TimeProvider clock) : JobHandler<ApplyEvent.Job>
{
    private const int SoftBouncesAllowed = 5;
    private static readonly TimeSpan SoftBounceWindow = TimeSpan.FromDays(30);

    public sealed record Job(string SvixId) : IJob
    {
        public static string Kind => "reach.apply-event";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        ResendEvent told;
        Guid? message;
        await using (var stop = await db.Begin(ct))
        {
            told = await db
                .ResendEvents.AsNoTracking()
                .SingleAsync(e => e.SvixId == job.SvixId, ct);
            message = await Stop(told, now, ct);
            await stop.Commit(ct);
        }

        // On its own: the stop has locked other people's rows of this address, and their order is another one.
        await using var work = await db.Begin(ct);
        if (message is { } id)
        {
            await Apply(told, id, now, ct);
        }

        Fault.Point("reach.event-before-commit");
        await work.Commit(lease, ct);
    }

    private async Task<Guid?> Stop(ResendEvent told, DateTimeOffset now, CancellationToken ct)
    {
        var message = await db
            .Messages.AsNoTracking()
            .Where(m => m.Id == told.MessageId || m.ProviderId == told.ResendId)
            .Select(m => new
            {
                m.Id,
                m.ToAddress,
                m.IsTest,
                m.EnrolmentId,
                m.State,
            })
            .FirstOrDefaultAsync(ct);
        if (
            message is { IsTest: false }
            && await Reason(told, message.ToAddress, now, ct) is { } reason
        )
        {
            await SuppressAddress.Suppress(
                db,
                message.ToAddress,
                reason,
                $"resend:{told.SvixId}",
                now,
                ct
            );
        }

        // Nothing more goes to somebody to whom Resend could not send.
        if (
            told.Type == "email.failed"
            && message is { EnrolmentId: { } enrolment, State: < MessageState.Delivered }
        )
        {
            await StopEnrolments.Stop(db, [enrolment], Gates.Refused, Failure(told), now, ct);
        }

        return message?.Id;
    }

    private async Task Apply(ResendEvent told, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        // Whatever happened to it, Resend has taken it: this may be the first we hear.
        if (
            await AcceptMessage.Apply(db, id, told.ResendId, told.OccurredAt, now, ct)
            is not { } message
        )
        {
            return;
        }

        switch (told.Type)
        {
            case "email.sent" when told.Detail.Length > 0:
                message.Named(told.Detail);
                break;
            case "email.delivery_delayed":
                message.Rise(MessageState.Delayed);
                break;
            case "email.delivered":
                message.Rise(MessageState.Delivered);
                break;
            case "email.failed":
                await AcceptMessage.Failed(db, message, Failure(told), now, ct);
                break;
            case "email.bounced" or "email.suppressed":
                message.Rise(MessageState.Bounced);
                break;
            case "email.complained":
                message.Rise(MessageState.Complained);
                break;
            default:
                break;
        }
    }

    private static string Failure(ResendEvent told) =>
        told.Detail.Length > 0 ? told.Detail : "failed at Resend";

    private async Task<SuppressionReason?> Reason(
        ResendEvent told,
        string address,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        told.Type switch
        {
            "email.complained" => SuppressionReason.Complaint,
            "email.suppressed" => SuppressionReason.HardBounce,
            "email.bounced" when told.Detail == "Permanent" => SuppressionReason.HardBounce,
            "email.bounced" when await SoftBounces(address, now, ct) >= SoftBouncesAllowed =>
                SuppressionReason.SoftBounces,
            _ => null,
        };

    /// <summary>Mails to the address that came back for a time, since one was delivered.</summary>
    private Task<int> SoftBounces(string address, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - SoftBounceWindow;
        var events = db.ResendEvents.Where(e =>
            e.OccurredAt > since
            && db.Messages.Any(m =>
                m.ToAddress == address && (m.Id == e.MessageId || m.ProviderId == e.ResendId)
            )
        );
        return events
            .Where(e =>
                e.Type == "email.bounced"
                && e.Detail != "Permanent"
                && !events.Any(d => d.Type == "email.delivered" && d.OccurredAt > e.OccurredAt)
            )
            .Select(e => e.ResendId)
            .Distinct()
            .CountAsync(ct);
    }
}
