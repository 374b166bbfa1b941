namespace LeadFuel.Reach.Sends;

public enum Verdict : short
{
    Waiting = 0,
    Sent = 1,
    Never = 2,
}

[Stored(
    "For each person and step: sent or why not, since when, until when, and the row that caused it.",
    Kept.UntilDeleted
)]
public sealed class Decision : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which campaign")]
    public required Guid CampaignId { get; init; }

    [Purpose("Which person of the campaign")]
    public required Guid EnrolmentId { get; init; }

    [Purpose("Which step")]
    public required Guid StepId { get; init; }

    [Purpose("The step's number")]
    public required int StepNumber { get; init; }

    [Purpose("Waiting, sent or never")]
    public Verdict Verdict { get; private set; }

    [Purpose("Why, in one word of a fixed list")]
    public string Reason { get; private set; } = Gates.DelayNotElapsed;

    [Purpose("The row or event that caused it")]
    public string Evidence { get; private set; } = "";

    [Purpose("Since when")]
    public DateTimeOffset Since { get; private set; }

    [Purpose("Until when it waits, where that is known")]
    public DateTimeOffset? Until { get; private set; }

    [Purpose("Which version of the rules decided")]
    public int GateVersion { get; private set; } = Gates.Version;

    public void Decide(
        Verdict verdict,
        string reason,
        string evidence,
        DateTimeOffset? until,
        DateTimeOffset now
    )
    {
        if (Verdict != verdict || Reason != reason || Since == default)
        {
            Since = now;
        }

        (Verdict, Reason, Evidence, Until, GateVersion) = (
            verdict,
            reason,
            evidence,
            until,
            Gates.Version
        );
    }

    public sealed class Table : IEntityTypeConfiguration<Decision>
    {
        public void Configure(EntityTypeBuilder<Decision> decisions)
        {
            decisions.HasKey(d => new
            {
                d.AccountEmail,
                d.EnrolmentId,
                d.StepId,
            });
            decisions.Property(d => d.Verdict).HasConversion<short>();
            decisions.HasIndex(d => new
            {
                d.AccountEmail,
                d.CampaignId,
                d.StepNumber,
                d.Verdict,
                d.Reason,
            });
            decisions
                .HasOne<Enrolment>()
                .WithMany()
                .HasForeignKey(d => new { d.AccountEmail, d.EnrolmentId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
