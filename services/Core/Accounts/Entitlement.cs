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
    public const string FromStripe = "stripe";
    public const string TrialPlan = "trial";
    public static readonly string[] Products = ["scope", "reach", "signal", "orbit"];
    public static readonly TimeSpan TrialLength = TimeSpan.FromDays(14);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(7);
    private static readonly TimeSpan Reading = TimeSpan.FromDays(14);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Which product, or the whole suite")]
    public required string Product { get; init; }

    [Purpose("Trialing, active, read-only or locked")]
    public required EntitlementState State { get; set; }

    [Purpose("Which plan")]
    public required string Plan { get; set; }

    [Purpose("Trial, subscription or an operator's grant")]
    public required string Source { get; init; }

    [Purpose("When the trial ends")]
    public DateTimeOffset? TrialEndsAt { get; init; }

    [Purpose("Since when a payment is missing")]
    public DateTimeOffset? PastDueAt { get; private set; }

    [Purpose("When the subscription ends or ended")]
    public DateTimeOffset? EndsAt { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    public static Entitlement Trial(DateTimeOffset now) =>
        new()
        {
            Product = AllProducts,
            State = EntitlementState.Trialing,
            Plan = TrialPlan,
            Source = "trial",
            TrialEndsAt = now + TrialLength,
            CreatedAt = now,
        };

    public static Entitlement Paid(string product, DateTimeOffset now) =>
        new()
        {
            Product = product,
            State = EntitlementState.Active,
            Plan = product,
            Source = FromStripe,
            CreatedAt = now,
        };

    public void Cover(string plan, DateTimeOffset? pastDueAt, DateTimeOffset? endsAt) =>
        (State, Plan, PastDueAt, EndsAt) = (EntitlementState.Active, plan, pastDueAt, endsAt);

    public void Lapse(DateTimeOffset now)
    {
        if (State == EntitlementState.Active)
        {
            (State, PastDueAt, EndsAt) = (EntitlementState.ReadOnly, null, now);
        }
    }

    /// <summary>What counts for a product: what may be used before what may be read, the product's own row before the trial.</summary>
    public static Entitlement? For(
        IEnumerable<Entitlement> rows,
        string product,
        DateTimeOffset now
    ) =>
        rows.Where(row => row.Product == product || row.Product == AllProducts)
            .OrderByDescending(row => row.GrantsAt(now))
            .ThenBy(row => row.Product == AllProducts)
            .FirstOrDefault();

    public bool GrantsAt(DateTimeOffset now) =>
        StateAt(now) is EntitlementState.Trialing or EntitlementState.Active;

    /// <summary>A trial that is over leaves everything readable; so does a missing payment after a week, for two more.</summary>
    public EntitlementState StateAt(DateTimeOffset now) =>
        State switch
        {
            EntitlementState.Trialing when TrialEndsAt <= now => EntitlementState.ReadOnly,
            EntitlementState.Active when PastDueAt + Patience + Reading <= now =>
                EntitlementState.Locked,
            EntitlementState.Active when PastDueAt + Patience <= now => EntitlementState.ReadOnly,
            _ => State,
        };

    public string WhyAt(DateTimeOffset now) =>
        StateAt(now) switch
        {
            EntitlementState.Trialing =>
                $"The trial runs until {TrialEndsAt:d MMMM yyyy} and covers all four products.",
            EntitlementState.Active when PastDueAt is { } since =>
                $"A payment is missing. Until {since + Patience:d MMMM yyyy} everything works; pay on Stripe's page.",
            EntitlementState.Active when EndsAt is { } end =>
                $"The subscription covers it until {end:d MMMM yyyy} and then ends.",
            EntitlementState.Active => "The subscription covers it.",
            EntitlementState.ReadOnly when PastDueAt is { } since =>
                $"A payment is missing. Until {since + Patience + Reading:d MMMM yyyy} everything stays readable, then it is locked; pay on Stripe's page.",
            EntitlementState.ReadOnly when Source == FromStripe =>
                $"The subscription ended on {EndsAt:d MMMM yyyy}. Everything stays readable.",
            EntitlementState.ReadOnly =>
                $"The trial ended on {TrialEndsAt:d MMMM yyyy}. Everything stays readable.",
            EntitlementState.Locked when PastDueAt is not null =>
                "A payment is missing, so it is locked. Export and deletion still work; pay on Stripe's page.",
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
            builder.Property(e => e.Plan).HasMaxLength(60);
            builder.Property(e => e.Source).HasMaxLength(20);
            builder.HasIndex(e => new { e.AccountEmail, e.Product }).IsUnique();
        }
    }
}
