namespace LeadFuel.Core.Integrations;

public enum DeliveryState : short
{
    Waiting = 0,

    /// <summary>A call may be under way.</summary>
    Sending = 1,
    Delivered = 2,
    Failed = 3,

    /// <summary>What it is about was deleted before it could be told.</summary>
    Gone = 4,

    /// <summary>Switched off or disconnected before it could be told, or held back by a deletion that was undone.</summary>
    Dropped = 5,

    /// <summary>Nobody knows whether it arrived: it is not sent again by itself.</summary>
    Unknown = 6,
}

/// <summary>One event on its way to one address. It holds no word of what is told.</summary>
[Stored(
    "Events told to your webhook or to Slack: which, when, what came of it; nothing of what was said.",
    Kept.Days30,
    After = nameof(CreatedAt)
)]
public sealed class Delivery : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("What kind of address it is told at")]
    public required ChannelKind Kind { get; init; }

    [Purpose("The address as it was then; a later one gets nothing of before")]
    public required Guid ChannelId { get; init; }

    [Purpose("Names the event; it is told once to each address")]
    public required Guid EventId { get; init; }

    [Purpose("Which event")]
    public required string Type { get; init; }

    [Purpose("The row it is about")]
    public required Guid SubjectId { get; init; }

    [Purpose("When it happened")]
    public required DateTimeOffset HappenedAt { get; init; }

    [Purpose("Sample text that a member asked for")]
    public bool Test { get; init; }

    [Purpose("Waiting, sending, delivered, failed, gone, dropped or unknown")]
    public DeliveryState State { get; set; }

    [Purpose("How often a member asked for it")]
    public int Round { get; private set; } = 1;

    [Purpose("How often nobody could know whether it arrived")]
    public short Doubts { get; private set; }

    [Purpose("When it is tried again")]
    public DateTimeOffset? NextAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Again(DateTimeOffset now) =>
        (State, Round, NextAt) = (DeliveryState.Waiting, Round + 1, now);

    /// <summary>It may have arrived: only a person has it told again.</summary>
    public void Doubt()
    {
        Doubts++;
        (State, NextAt) = (DeliveryState.Unknown, null);
    }

    public sealed class Table : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> deliveries)
        {
            deliveries.HasKey(d => new { d.AccountEmail, d.Id });
            deliveries.Property(d => d.Kind).HasConversion<short>();
            deliveries.Property(d => d.State).HasConversion<short>();
            deliveries.Property(d => d.Type).HasMaxLength(60);
            deliveries
                .HasIndex(d => new
                {
                    d.AccountEmail,
                    d.ChannelId,
                    d.EventId,
                })
                .IsUnique()
                .HasDatabaseName("one_delivery_of_an_event");
            deliveries.HasIndex(d => new { d.AccountEmail, d.CreatedAt });
        }
    }
}

/// <summary>One try. No byte of request or answer is kept.</summary>
[Stored(
    "Each try to tell an event: when, the answer's status, how long, how many bytes and their hash.",
    Kept.Days30,
    After = nameof(At)
)]
public sealed class DeliveryAttempt : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Which delivery")]
    public required Guid DeliveryId { get; init; }

    [Purpose("When it was tried")]
    public required DateTimeOffset At { get; init; }

    [Purpose("The answer's status; 0: there was none")]
    public required int Status { get; init; }

    [Purpose("How long it took, in milliseconds")]
    public required int DurationMs { get; init; }

    [Purpose("Size of what was sent")]
    public required int Bytes { get; init; }

    [Purpose("Hash of what was sent, to compare with what the other side got")]
    public required byte[] BodySha256 { get; init; }

    [Purpose("What went wrong, in a word")]
    public required string Error { get; init; }

    public sealed class Table : IEntityTypeConfiguration<DeliveryAttempt>
    {
        public void Configure(EntityTypeBuilder<DeliveryAttempt> attempts)
        {
            attempts.HasKey(a => new { a.AccountEmail, a.Id });
            attempts.Property(a => a.Error).HasMaxLength(60);
            attempts.HasIndex(a => new { a.AccountEmail, a.At });
            attempts
                .HasOne<Delivery>()
                .WithMany()
                .HasForeignKey(a => new { a.AccountEmail, a.DeliveryId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
