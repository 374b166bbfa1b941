namespace LeadFuel.Reach.Replies;

[Stored(
    "Events that Resend told: kind, time, which mail. Each is taken once; bodies are not kept.",
    Kept.Days30,
    Apart = true
)]
public sealed class ResendEvent : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Resend's number of the event, the same at every repeat")]
    public required string SvixId { get; init; }

    [Purpose("What happened")]
    public required string Type { get; init; }

    [Purpose("When it happened, as Resend says")]
    public required DateTimeOffset OccurredAt { get; init; }

    [Purpose("When it came here")]
    public required DateTimeOffset ReceivedAt { get; init; }

    [Purpose("Names the mail or domain at Resend")]
    public string ResendId { get; init; } = "";

    [Purpose("The mail it is about")]
    public Guid? MessageId { get; init; }

    [Purpose("Kind of bounce, reason of a failure, or the Message-ID that Resend gave")]
    public string Detail { get; init; } = "";

    [Purpose("Set when no account could be found: the mail stays at Resend")]
    public bool Stray { get; set; }

    public sealed class Table : IEntityTypeConfiguration<ResendEvent>
    {
        public void Configure(EntityTypeBuilder<ResendEvent> events)
        {
            events.HasKey(e => new { e.AccountEmail, e.SvixId });
            events.HasIndex(e => new { e.AccountEmail, e.MessageId });
            events.HasIndex(e => new { e.AccountEmail, e.ReceivedAt });
        }
    }
}
