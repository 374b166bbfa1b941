namespace LeadFuel.Orbit.Handovers;

public enum HandoverState : short
{
    Waiting = 0,
    Taken = 1,
    Left = 2,
}

[Stored(
    "Mails in the reply inbox that may answer a campaign: their ids, until Reach has taken or left them.",
    Kept.Days30,
    After = nameof(ReceivedAt)
)]
public sealed class Handover : IOwned
{
    /// <summary>The mail's own id.</summary>
    public Guid Id { get; private init; }
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox")]
    public Guid MailboxId { get; private init; }

    [Purpose("The mail's own Message-ID")]
    public string InternetId { get; private init; } = "";

    [Purpose("The Message-IDs that it answers")]
    public string[] Answers { get; private init; } = [];

    [Purpose("The addresses it was sent to")]
    public string[] Recipients { get; private init; } = [];

    [Purpose("Headers that tell a machine's mail from a person's")]
    public Dictionary<string, string> Headers { get; private init; } = [];

    [Purpose("Waiting, taken by Reach, or left since it answers nothing")]
    public HandoverState State { get; set; }

    [Purpose("When it came")]
    public DateTimeOffset ReceivedAt { get; private init; }

    public sealed class Table : IEntityTypeConfiguration<Handover>
    {
        public void Configure(EntityTypeBuilder<Handover> handovers)
        {
            handovers.HasKey(h => new { h.AccountEmail, h.Id });
            handovers.Property(h => h.State).HasConversion<short>();
            handovers.Property(h => h.Headers).AsJson();
            handovers.HasIndex(h => new
            {
                h.AccountEmail,
                h.State,
                h.ReceivedAt,
            });
        }
    }
}
