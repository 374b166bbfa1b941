using System.Net;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Suppressions;

namespace LeadFuel.Reach.Sends;

/// <summary>Asks Resend what became of a mail of which no word came within the hour: its events may have been lost on their way.</summary>
internal sealed class LookUpMessage(
    ReachDb db,
    ResendClient resend,
    Egress egress,
    Pace pace,
    TimeProvider clock
) : JobHandler<LookUpMessage.Job>
{
    private const string Failed = "failed at Resend";

    public static readonly TimeSpan After = TimeSpan.FromHours(1);

    public sealed record Job(Guid MessageId) : IJob
    {
        public static string Kind => "reach.look-up-message";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        string? id;
        await using (await db.Begin(ct))
        {
            id = await db
                .Messages.Where(m =>
                    m.Id == job.MessageId
                    && m.State == MessageState.Accepted
                    && m.VendorMessageId == null
                )
                .Select(m => m.ProviderId)
                .SingleOrDefaultAsync(ct);
        }

        if (id is null || await Ask(id, ct) is not { } told)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await Stop(job.MessageId, told, now, ct);
        await using var work = await db.Begin(ct);
        if (await AcceptMessage.Locked(db, job.MessageId, ct) is { } message)
        {
            if (told.MessageId is { } name)
            {
                message.Named(name.Trim().TrimStart('<').TrimEnd('>'));
            }

            if (told.LastEvent == "failed")
            {
                await AcceptMessage.Failed(db, message, Failed, now, ct);
            }

            message.Rise(State(told));
        }

        await work.Commit(lease, ct);
    }

    private async Task<SentMail?> Ask(string id, CancellationToken ct)
    {
        try
        {
            using var purpose = egress.For(ResendClient.Lookup, ResendClient.MailId);
            return await resend.GetEmail(id, ct);
        }
        catch (ProviderSwitchedOffException)
        {
            throw new JobDeferredException(TimeSpan.FromMinutes(5));
        }
        catch (ProviderRefusedException refused) when (Pace.Waits(refused))
        {
            throw await pace.Later(refused, ct);
        }
        catch (ProviderRefusedException gone) when (gone.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    // On its own, as with an event: the stop locks other people's rows of this address first.
    private async Task Stop(Guid messageId, SentMail told, DateTimeOffset now, CancellationToken ct)
    {
        await using var stop = await db.Begin(ct);
        var message = await db
            .Messages.Where(m => m.Id == messageId && !m.IsTest)
            .Select(m => new { m.ToAddress, m.EnrolmentId })
            .SingleOrDefaultAsync(ct);
        if (message is { EnrolmentId: { } enrolment })
        {
            var evidence = $"message:{messageId}";
            switch (told.LastEvent)
            {
                case "complained" or "suppressed":
                    await SuppressAddress.Suppress(
                        db,
                        message.ToAddress,
                        told.LastEvent == "complained"
                            ? SuppressionReason.Complaint
                            : SuppressionReason.HardBounce,
                        evidence,
                        now,
                        ct
                    );
                    break;
                // Whether it comes back for good is not told here, so the address stays and only this sequence ends.
                case "bounced":
                    await StopEnrolments.Stop(
                        db,
                        [enrolment],
                        Gates.SuppressedBounce,
                        evidence,
                        now,
                        ct
                    );
                    break;
                case "failed":
                    await StopEnrolments.Stop(db, [enrolment], Gates.Refused, Failed, now, ct);
                    break;
                default:
                    break;
            }
        }

        await stop.Commit(ct);
    }

    private static MessageState State(SentMail told) =>
        told.LastEvent switch
        {
            "delivery_delayed" => MessageState.Delayed,
            "delivered" or "opened" or "clicked" => MessageState.Delivered,
            "bounced" or "suppressed" => MessageState.Bounced,
            "complained" => MessageState.Complained,
            _ => MessageState.Accepted,
        };
}
