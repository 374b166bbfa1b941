namespace LeadFuel.Core.Accounts;

public enum EntitlementState : short
{
    None = 0,
    Trialing = 1,
    Active = 2,
    ReadOnly = 3,
    Locked = 4,
}

/// <summary>What the account may use. The trial is one row for all products.</summary>
[Stored("What the account may use, since when and why.", Kept.WithAccount)]
public sealed class Entitlement : IOwned
{
    public const string AllProducts = "suite";
    public static readonly string[] Products = ["scope", "reach", "signal", "orbit"];
    public static readonly TimeSpan TrialLength = TimeSpan.FromDays(14);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Which product, or the whole suite")]
    public required string Product { get; init; }

    [Purpose("Trialing, active, read-only or locked")]
    public required EntitlementState State { get; init; }

    [Purpose("Which plan")]
    public required string Plan { get; init; }

    [Purpose("Trial, subscription or an operator's grant")]
    public required string Source { get; init; }

    [Purpose("When the trial ends")]
    public DateTimeOffset? TrialEndsAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public static Entitlement Trial(DateTimeOffset now) =>
        new()
        {
            Product = AllProducts,
            State = EntitlementState.Trialing,
            Plan = "trial",
            Source = "trial",
            TrialEndsAt = now + TrialLength,
            CreatedAt = now,
        };

    /// <summary>A trial that is over leaves everything readable.</summary>
    public EntitlementState StateAt(DateTimeOffset now) =>
        State == EntitlementState.Trialing && TrialEndsAt <= now
            ? EntitlementState.ReadOnly
            : State;

    public string WhyAt(DateTimeOffset now) =>
        StateAt(now) switch
        {
            EntitlementState.Trialing =>
                $"The trial runs until {TrialEndsAt:d MMMM yyyy} and covers all four products.",
            EntitlementState.Active => $"The {Plan} plan covers it.",
            EntitlementState.ReadOnly =>
                $"The trial ended on {TrialEndsAt:d MMMM yyyy}. Everything stays readable.",
            EntitlementState.Locked => "It is locked. Export and deletion still work.",
            _ => "No plan covers it.",
        };

    public sealed class Table : IEntityTypeConfiguration<Entitlement>
    {
        public void Configure(EntityTypeBuilder<Entitlement> builder)
        {
            builder.HasKey(e => new { e.AccountEmail, e.Id });
            builder.Property(e => e.Product).HasMaxLength(20);
            builder.Property(e => e.State).HasConversion<short>();
            builder.Property(e => e.Plan).HasMaxLength(40);
            builder.Property(e => e.Source).HasMaxLength(20);
            builder.HasIndex(e => new { e.AccountEmail, e.Product }).IsUnique();
        }
    }
}
