namespace LeadFuel.Reach.Replies;

public enum MatchKind : short
{
    None = 0,
    Token = 1,
    Reference = 2,
    Guess = 3,
    Person = 4,
}

[Stored(
    "Answers to your mails, from Resend or your reply inbox: who wrote, what, and which mail it answers.",
    Kept.UntilDeleted
)]
public sealed class Reply : IDeletable
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which way it came: Resend or your mailbox")]
    public ReplySource Source { get; init; }

    [Purpose("Names the mail at Resend, if it came that way; the same mail is stored once")]
    public string? ResendId { get; init; }

    [Purpose("The mail's own Message-ID")]
    public string MessageId { get; init; } = "";

    [Purpose("How it was matched: token, reference, guess, by a person, or not")]
    public MatchKind Match { get; private set; }

    [Purpose("The person of a campaign whom it answers for")]
    public Guid? EnrolmentId { get; private set; }

    [Purpose("The mail that it answers")]
    public Guid? AnswersId { get; private set; }

    [Purpose("Who wrote")]
    public required string FromAddress { get; init; }

    [Purpose("The writer's name")]
    public string FromName { get; init; } = "";

    [Purpose("Its subject")]
    public string Subject { get; init; } = "";

    [Purpose("Its text")]
    public string Text { get; init; } = "";

    [Purpose("Its HTML without anything active or remote")]
    public string Html { get; init; } = "";

    [Purpose("How many files were attached; they stay at Resend")]
    public int Attachments { get; init; }

    [Purpose("Whether a machine wrote it")]
    public bool Automatic { get; init; }

    [Purpose("What told that a machine wrote it")]
    public string AutomaticBecause { get; init; } = "";

    [Purpose("When it came")]
    public required DateTimeOffset ReceivedAt { get; init; }

    [Purpose("When somebody dealt with it")]
    public DateTimeOffset? HandledAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public void Matched(MatchKind kind, Guid? enrolmentId, Guid? answersId) =>
        (Match, EnrolmentId, AnswersId, Version) = (kind, enrolmentId, answersId, Version + 1);

    public void Handle(DateTimeOffset? at) => (HandledAt, Version) = (at, Version + 1);

    public sealed class Table : IEntityTypeConfiguration<Reply>
    {
        public void Configure(EntityTypeBuilder<Reply> replies)
        {
            replies.HasKey(r => new { r.AccountEmail, r.Id });
            replies.Property(r => r.Match).HasConversion<short>();
            replies.Property(r => r.Source).HasConversion<short>();
            replies.Property(r => r.Version).IsConcurrencyToken();
            replies.HasIndex(r => new { r.AccountEmail, r.ResendId }).IsUnique();
            replies.HasIndex(r => new { r.AccountEmail, r.MessageId });
            replies.HasIndex(r => new { r.AccountEmail, r.EnrolmentId });
            replies.HasIndex(r => new { r.AccountEmail, r.ReceivedAt });
        }
    }
}
