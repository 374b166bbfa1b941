using Google.Protobuf.WellKnownTypes;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Reach.Rpc;

namespace LeadFuel.Orbit.Handovers;

/// <summary>Tells Reach that a mailbox is no reply inbox any more, so that no further mail asks for answers to it.</summary>
internal sealed class TellClosed(ReplyInbox.ReplyInboxClient reach) : JobHandler<TellClosed.Job>
{
    public sealed record Job(Guid MailboxId, DateTimeOffset At) : IJob
    {
        public static string Kind => "orbit.tell-closed";
    }

    /// <summary>In the unit of work that ends it.</summary>
    public static void Enqueue(OrbitDb db, Mailbox mailbox, DateTimeOffset now)
    {
        if (mailbox.RepliesAt is not null)
        {
            db.Enqueue(new Job(mailbox.Id, now));
        }
    }

    public override Task Handle(Job job, Lease lease, CancellationToken ct) =>
        TellReach.OrLater(async () =>
            await reach.ClosedAsync(
                new ClosedRequest
                {
                    MailboxId = job.MailboxId.ToString(),
                    ClosedAt = job.At.ToTimestamp(),
                },
                cancellationToken: ct
            )
        );
}
