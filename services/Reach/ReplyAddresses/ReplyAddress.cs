using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.ReplyAddresses;

public enum ReplyAddressState
{
    /// <summary>The probe is on its way.</summary>
    Waiting,

    /// <summary>The probe has come: answers are led here.</summary>
    Ready,

    /// <summary>The probe did not come in time, or came back.</summary>
    Failed,

    /// <summary>The mailbox is no longer read for answers.</summary>
    Closed,
}

/// <summary>What stands in the way.</summary>
public enum ReplyAddressProblem
{
    NotSeen,
    NotSent,
    CameBack,
    NotRead,
}

[Stored(
    "Mailboxes of your own to which answers to a sender go, and whether a probe has arrived there.",
    Kept.UntilDeleted
)]
public sealed class ReplyAddress : IOwned
{
    /// <summary>Some servers hold a first mail of an unknown sender back for ten minutes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Whose mails ask for answers there")]
    public required Guid SenderId { get; init; }

    [Purpose("The mailbox at Orbit")]
    public required Guid MailboxId { get; init; }

    [Purpose("The mailbox's own address")]
    public required string Address { get; set; }

    [Purpose("Marks of the probes that were mailed since; any of them may arrive")]
    public string[] Tokens { get; private set; } = [];

    [Purpose("The last probe")]
    public Guid MessageId { get; private set; }

    [Purpose("When the last probe was mailed")]
    public DateTimeOffset AskedAt { get; private set; }

    [Purpose("When a probe was seen in the mailbox; answers are led there from then on")]
    public DateTimeOffset? SeenAt { get; private set; }

    [Purpose("When the mailbox stopped being read for answers")]
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>A probe of before the mailbox was closed proves nothing any more.</summary>
    public void Asked(Message probe, DateTimeOffset now) =>
        (Tokens, MessageId, AskedAt, ClosedAt) = (
            ClosedAt is null ? [.. Tokens, probe.ReplyToken] : [probe.ReplyToken],
            probe.Id,
            now,
            null
        );

    public void Seen(DateTimeOffset now) => SeenAt = now;

    public void Closed(DateTimeOffset now) => (SeenAt, ClosedAt) = (null, now);

    /// <param name="probe">What became of the last probe at Resend.</param>
    public (ReplyAddressState State, ReplyAddressProblem? Problem) Stands(
        MessageState probe,
        DateTimeOffset now
    ) =>
        ClosedAt is not null ? (ReplyAddressState.Closed, ReplyAddressProblem.NotRead)
        : SeenAt is not null ? (ReplyAddressState.Ready, null)
        : probe == MessageState.Bounced ? (ReplyAddressState.Failed, ReplyAddressProblem.CameBack)
        : probe == MessageState.Failed ? (ReplyAddressState.Failed, ReplyAddressProblem.NotSent)
        : now - AskedAt < Patience ? (ReplyAddressState.Waiting, null)
        : (
            ReplyAddressState.Failed,
            probe < MessageState.Accepted
                ? ReplyAddressProblem.NotSent
                : ReplyAddressProblem.NotSeen
        );

    public sealed class Table : IEntityTypeConfiguration<ReplyAddress>
    {
        public void Configure(EntityTypeBuilder<ReplyAddress> addresses)
        {
            addresses.HasKey(a => new { a.AccountEmail, a.Id });
            addresses.HasIndex(a => new { a.AccountEmail, a.SenderId }).IsUnique();
            addresses.HasIndex(a => new { a.AccountEmail, a.MailboxId });
            addresses
                .HasOne<Senders.Sender>()
                .WithMany()
                .HasForeignKey(a => new { a.AccountEmail, a.SenderId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
