using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>The account as Stripe knows it. Readings of its state are numbered: the one that began last is the one that counts.</summary>
[Stored("Your id at Stripe, once you chose a plan.", Kept.WithAccount)]
public sealed class BillingCustomer : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Names the account at Stripe")]
    public required string StripeCustomerId { get; init; }

    [Purpose("How many readings of its state have begun")]
    public int ReadingsBegun { get; private set; }

    [Purpose("Which reading was last written down")]
    public int ReadingWritten { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int BeginReading() => ++ReadingsBegun;

    /// <summary>False: a younger reading was faster.</summary>
    public bool Write(int reading)
    {
        if (reading <= ReadingWritten)
        {
            return false;
        }

        ReadingWritten = reading;
        return true;
    }

    public sealed class Table : IEntityTypeConfiguration<BillingCustomer>
    {
        public void Configure(EntityTypeBuilder<BillingCustomer> builder)
        {
            builder.HasKey(c => c.AccountEmail);
            builder.Property(c => c.StripeCustomerId).HasMaxLength(100);
        }
    }
}

/// <summary>A subscription as Stripe had it when it was last read.</summary>
[Stored(
    "Your subscriptions: Stripe's id, state, plan and the end of the period.",
    Kept.WithAccount
)]
public sealed class Subscription : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Names the subscription at Stripe")]
    public required string StripeSubscriptionId { get; init; }

    [Purpose("Stripe's word for its state, such as active")]
    public required string Status { get; set; }

    [Purpose("Which plan")]
    public required string Plan { get; set; }

    [Purpose("When the paid period ends")]
    public required DateTimeOffset PeriodEndsAt { get; set; }

    [Purpose("Whether it ends then")]
    public required bool CancelsAtEnd { get; set; }

    [Purpose("Whether it was set to end because the deletion of the account was asked for")]
    public bool EndsWithAccount { get; set; }

    [Purpose("Since when a payment is missing")]
    public DateTimeOffset? PastDueAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Stripe's words for one that goes on: it may be used, or a payment is missing and days decide.</summary>
    public static readonly string[] GoesOn = ["active", "trialing", "past_due", "unpaid"];

    public bool Covers => GoesOn.Contains(Status);

    /// <summary>What Stripe has otherwise, in words; empty when it has all this.</summary>
    public string Differs(StripeState state)
    {
        var words = new List<string>();
        if (Status != state.Status)
        {
            words.Add($"it is {state.Status}, not {Status}");
        }

        if (Plan != state.Plan)
        {
            words.Add($"it was {Plan}");
        }

        if (PeriodEndsAt != state.EndsAt)
        {
            words.Add(
                $"its period ends on {state.EndsAt.UtcDateTime:yyyy-MM-dd}, not on {PeriodEndsAt.UtcDateTime:yyyy-MM-dd}"
            );
        }

        if (CancelsAtEnd != state.CancelsAtEnd)
        {
            words.Add(state.CancelsAtEnd ? "it ends with its period" : "it goes on");
        }

        return string.Join(", ", words);
    }

    public void Become(StripeState state, DateTimeOffset now)
    {
        (Status, Plan, PeriodEndsAt, CancelsAtEnd) = (
            state.Status,
            state.Plan,
            state.EndsAt,
            state.CancelsAtEnd
        );
        PastDueAt = Status is "past_due" or "unpaid" ? PastDueAt ?? now : null;
        UpdatedAt = now;
    }

    public sealed class Table : IEntityTypeConfiguration<Subscription>
    {
        public void Configure(EntityTypeBuilder<Subscription> builder)
        {
            builder.HasKey(s => new { s.AccountEmail, s.StripeSubscriptionId });
            builder.Property(s => s.StripeSubscriptionId).HasMaxLength(100);
            builder.Property(s => s.Status).HasMaxLength(30);
            builder.Property(s => s.Plan).HasMaxLength(60);
        }
    }
}

/// <summary>A way to Stripe's page that is open. The same plan asked for twice is the same way, so that nobody pays twice.</summary>
[Stored("Ways to Stripe's page to pay that you opened.", Kept.OneDay, After = nameof(CreatedAt))]
public sealed class Checkout : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which plan")]
    public required string Plan { get; init; }

    [Purpose("Makes a repeat the same at Stripe")]
    public required Guid IntentId { get; init; }

    [Purpose("Names the checkout at Stripe")]
    public string? StripeSessionId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<Checkout>
    {
        public void Configure(EntityTypeBuilder<Checkout> builder)
        {
            builder.HasKey(c => new { c.AccountEmail, c.Plan });
            builder.Property(c => c.Plan).HasMaxLength(60);
            builder.Property(c => c.StripeSessionId).HasMaxLength(120);
        }
    }
}

[Stored(
    "Notices of Stripe that were taken in, to take each in once; nothing of what they say.",
    Kept.Days30,
    After = nameof(At)
)]
public sealed class StripeEvent : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The notice's own id")]
    public required string StripeEventId { get; init; }

    [Purpose("What it is about, such as invoice.paid")]
    public required string Type { get; init; }

    [Purpose("Stripe's id of what it is about")]
    public string? ObjectId { get; init; }

    [Purpose("When it came")]
    public required DateTimeOffset At { get; init; }

    public sealed class Table : IEntityTypeConfiguration<StripeEvent>
    {
        public void Configure(EntityTypeBuilder<StripeEvent> builder)
        {
            builder.HasKey(e => new { e.AccountEmail, e.StripeEventId });
            builder.Property(e => e.StripeEventId).HasMaxLength(100);
            builder.Property(e => e.Type).HasMaxLength(80);
            builder.Property(e => e.ObjectId).HasMaxLength(100);
        }
    }
}
