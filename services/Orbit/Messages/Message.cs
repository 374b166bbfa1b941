using LeadFuel.Orbit.Mailboxes;

namespace LeadFuel.Orbit.Messages;

public enum MessageKind : short
{
    Normal = 0,
    Meeting = 1,
    Automatic = 2,
    Bounce = 3,
    Bulk = 4,
}

[Stored(
    "Mails of connected mailboxes: who wrote to whom, when, about what; their text where the member chose so.",
    Kept.UntilDeleted
)]
public sealed class Message : IOwned
{
    /// <summary>Made from the mail itself, so that a page read twice, or a mail in two folders, is the same row.</summary>
    public Guid Id { get; private init; }
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox it was read from")]
    public Guid MailboxId { get; private init; }

    [Purpose("Names the mail at Microsoft")]
    public string GraphId { get; private init; } = "";

    [Purpose("The mail's own Message-ID")]
    public string InternetId { get; private init; } = "";

    [Purpose("Joins mails to a thread")]
    public string ConversationId { get; private init; } = "";

    [Purpose("Whether the member wrote it")]
    public bool Outgoing { get; private init; }

    [Purpose("A person's mail, a meeting, an automatic answer, a bounce or a newsletter")]
    public MessageKind Kind { get; private init; }

    [Purpose("Who wrote it")]
    public string FromAddress { get; private init; } = "";

    [Purpose("To how many it went: a mail to many says little about each")]
    public int Recipients { get; private init; }

    [Purpose("When it was sent")]
    public DateTimeOffset SentAt { get; private init; }

    [Purpose("Its subject")]
    public string Subject { get; private init; } = "";

    [Purpose("Its text, without what it quotes, where the member chose so")]
    public string Text { get; private init; } = "";

    [Purpose("Since when no folder holds it; after a day it is deleted")]
    public DateTimeOffset? UnlinkedAt { get; private init; }

    public sealed class Table : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> messages)
        {
            messages.HasKey(m => new { m.AccountEmail, m.Id });
            messages.Property(m => m.Kind).HasConversion<short>();
            messages.HasIndex(m => new
            {
                m.AccountEmail,
                m.MailboxId,
                m.ConversationId,
            });
            messages.HasIndex(m => new
            {
                m.AccountEmail,
                m.MailboxId,
                m.GraphId,
            });
            messages.HasIndex(m => new { m.AccountEmail, m.InternetId });
            messages
                .HasIndex(m => new
                {
                    m.AccountEmail,
                    m.MailboxId,
                    m.UnlinkedAt,
                })
                .HasFilter("unlinked_at is not null");
            messages
                .HasOne<Mailbox>()
                .WithMany()
                .HasForeignKey(m => new { m.AccountEmail, m.MailboxId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

[Stored("Which folder holds which mail.", Kept.UntilDeleted)]
public sealed class Placement : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The folder")]
    public Guid FolderId { get; private init; }

    [Purpose("Names the mail at Microsoft")]
    public string GraphId { get; private init; } = "";

    [Purpose("The mail")]
    public Guid MessageId { get; private init; }

    [Purpose("In which reading of the folder it was last seen")]
    public int Generation { get; private init; }

    public sealed class Table : IEntityTypeConfiguration<Placement>
    {
        public void Configure(EntityTypeBuilder<Placement> placements)
        {
            placements.HasKey(p => new
            {
                p.AccountEmail,
                p.FolderId,
                p.GraphId,
            });
            placements.HasIndex(p => new { p.AccountEmail, p.MessageId });
        }
    }
}

public enum Role : short
{
    From = 0,
    To = 1,
    Cc = 2,
    ReplyTo = 3,
}

[Stored("Who took part in which mail, under which name.", Kept.UntilDeleted)]
public sealed class Participant : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mail")]
    public Guid MessageId { get; private init; }

    [Purpose("As writer, recipient, in copy or for answers")]
    public Role Role { get; private init; }

    [Purpose("The address")]
    public Guid AddressId { get; private init; }

    [Purpose("The name that stood beside the address")]
    public string Name { get; private init; } = "";

    public sealed class Table : IEntityTypeConfiguration<Participant>
    {
        public void Configure(EntityTypeBuilder<Participant> participants)
        {
            participants.HasKey(p => new
            {
                p.AccountEmail,
                p.MessageId,
                p.Role,
                p.AddressId,
            });
            participants.Property(p => p.Role).HasConversion<short>();
            participants.HasIndex(p => new
            {
                p.AccountEmail,
                p.AddressId,
                p.MessageId,
            });
        }
    }
}

[Stored("Threads of mails: subject, first and last mail, whose turn it is.", Kept.UntilDeleted)]
public sealed class Thread : IOwned
{
    public Guid Id { get; private init; }
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox it was read from")]
    public Guid MailboxId { get; private init; }

    [Purpose("Names the thread at Microsoft")]
    public string ConversationId { get; private init; } = "";

    [Purpose("Its subject")]
    public string Subject { get; private init; } = "";

    [Purpose("When its first mail was sent")]
    public DateTimeOffset FirstAt { get; private init; }

    [Purpose("When its last mail was sent")]
    public DateTimeOffset LastAt { get; private init; }

    [Purpose("How many mails it has")]
    public int Messages { get; private init; }

    [Purpose("Whether the member wrote last")]
    public bool LastOutgoing { get; private init; }

    public sealed class Table : IEntityTypeConfiguration<Thread>
    {
        public void Configure(EntityTypeBuilder<Thread> threads)
        {
            threads.HasKey(t => new { t.AccountEmail, t.Id });
            threads
                .HasIndex(t => new
                {
                    t.AccountEmail,
                    t.MailboxId,
                    t.ConversationId,
                })
                .IsUnique();
        }
    }
}

[Stored(
    "Mails that are read one by one: Microsoft asked us to wait with them, or they could not be read; tried three times, then left, with the reason.",
    Kept.UntilDeleted
)]
public sealed class QuarantinedMessage : IOwned
{
    public const int MostTries = 3;

    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox")]
    public required Guid MailboxId { get; init; }

    [Purpose("Names the mail at Microsoft")]
    public required string GraphId { get; init; }

    [Purpose("The folder it lies in")]
    public required Guid FolderId { get; init; }

    [Purpose("How often it was tried")]
    public int Tries { get; set; }

    [Purpose("Why it could not be read, without content")]
    public string Reason { get; set; } = "";

    [Purpose("Microsoft asked us to wait with it until then")]
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<QuarantinedMessage>
    {
        public void Configure(EntityTypeBuilder<QuarantinedMessage> messages) =>
            messages.HasKey(m => new
            {
                m.AccountEmail,
                m.MailboxId,
                m.GraphId,
            });
    }
}
