namespace LeadFuel.Reach.Suppressions;

public enum SuppressionKind : short
{
    Address = 0,
    Domain = 1,
}

public enum SuppressionReason : short
{
    Manual = 0,
    Unsubscribed = 1,
    HardBounce = 2,
    Complaint = 3,
    SoftBounces = 4,
}

[Stored(
    "Addresses and domains that get no mail, with why and since when; kept so that no later import revives them.",
    Kept.WithAccount
)]
public sealed class Suppression : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("One address or a whole domain")]
    public required SuppressionKind Kind { get; init; }

    [Purpose("The address or domain, lower case")]
    public required string Key { get; init; }

    [Purpose("Why it gets no mail")]
    public required SuppressionReason Reason { get; init; }

    [Purpose("What the person who added it wrote")]
    public string Note { get; init; } = "";

    [Purpose("The event or message that caused it")]
    public string Source { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    [Purpose("When it was lifted")]
    public DateTimeOffset? LiftedAt { get; private set; }

    [Purpose("Who lifted it")]
    public string? LiftedBy { get; private set; }

    [Purpose("Why it was lifted")]
    public string? LiftedBecause { get; private set; }

    public int Version { get; private set; } = 1;

    /// <summary>A complaint is a person's word to a mailbox provider; no member may overrule it.</summary>
    public Refused? Lift(string by, string because, DateTimeOffset now)
    {
        if (Reason == SuppressionReason.Complaint)
        {
            return Refuse.Forbidden(
                "complaint-stays",
                "This person reported a mail as spam. That cannot be lifted."
            );
        }

        if (LiftedAt is not null)
        {
            return Refuse.Conflict("This was lifted already.");
        }

        (LiftedAt, LiftedBy, LiftedBecause, Version) = (now, by, because, Version + 1);
        return null;
    }

    public sealed class Table : IEntityTypeConfiguration<Suppression>
    {
        public void Configure(EntityTypeBuilder<Suppression> suppressions)
        {
            suppressions.HasKey(s => new { s.AccountEmail, s.Id });
            suppressions.Property(s => s.Kind).HasConversion<short>();
            suppressions.Property(s => s.Reason).HasConversion<short>();
            suppressions.Property(s => s.Key).HasMaxLength(254).UseCollation("C");
            suppressions.Property(s => s.Version).IsConcurrencyToken();
            suppressions
                .HasIndex(s => new
                {
                    s.AccountEmail,
                    s.Kind,
                    s.Key,
                    s.Reason,
                })
                .HasFilter("lifted_at is null")
                .IsUnique();
        }
    }
}
