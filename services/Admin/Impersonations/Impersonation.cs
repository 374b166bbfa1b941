namespace LeadFuel.Admin.Impersonations;

/// <summary>An operator's look into one account: 30 minutes, read-only, told to the account before it starts.</summary>
[Stored(
    "Operators' visits to the account: who, why, from when to when.",
    Kept.Days90,
    After = nameof(EndedAt)
)]
public sealed class Impersonation : IOwned
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(30);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; init; } = Guid.CreateVersion7();

    [Purpose("Which operator looked")]
    public required string Operator { get; init; }

    [Purpose("The operator's name")]
    public required string OperatorName { get; init; }

    [Purpose("The operator's reason")]
    public required string Reason { get; init; }

    [Purpose("When it began")]
    public required DateTimeOffset StartedAt { get; init; }

    [Purpose("When it ends by itself")]
    public required DateTimeOffset EndsAt { get; init; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; private set; }

    [Purpose("Why it ended: exit, time, operator, owner, deletion or suspension")]
    public string? EndCause { get; private set; }

    [Purpose("Recognises the one-time code of the start", Withheld = "a hash only")]
    public byte[]? CodeHash { get; private set; }

    [Purpose("Recognises the operator's browser", Withheld = "a hash only")]
    public byte[]? TokenHash { get; private set; }

    /// <summary>As the account's members read it.</summary>
    public string Who =>
        OperatorName.Length == 0 || OperatorName == Operator
            ? Operator
            : $"{OperatorName} ({Operator})";

    /// <summary>The account's log has been told: from here on the code opens.</summary>
    public void Begin(byte[] codeHash) => CodeHash = codeHash;

    public bool LastsAt(DateTimeOffset now) => EndedAt is null && EndsAt > now;

    public void End(string cause, DateTimeOffset now) =>
        (EndedAt, EndCause) = (now < EndsAt ? now : EndsAt, cause);

    public sealed class Table : IEntityTypeConfiguration<Impersonation>
    {
        public void Configure(EntityTypeBuilder<Impersonation> builder)
        {
            builder.HasKey(i => new { i.AccountEmail, i.Id });
            builder.Property(i => i.Operator).HasMaxLength(254);
            builder.Property(i => i.OperatorName).HasMaxLength(120).HasDefaultValue("");
            // Category and ticket stand before the reason.
            builder.Property(i => i.Reason).HasMaxLength(600);
            builder.Property(i => i.EndCause).HasMaxLength(20);
            builder.HasIndex(i => new { i.AccountEmail, i.StartedAt });
        }
    }
}

[Stored("What an operator opened during a visit.", Kept.Days90, After = nameof(At))]
public sealed class ImpersonatedRequest : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("During which visit")]
    public required Guid ImpersonationId { get; init; }

    [Purpose("When")]
    public required DateTimeOffset At { get; init; }

    [Purpose("How it was asked: GET or HEAD")]
    public required string Method { get; init; }

    [Purpose("Which page or list, as a pattern")]
    public required string Route { get; init; }

    [Purpose("The id of what was opened")]
    public required string Subject { get; init; }

    public sealed class Table : IEntityTypeConfiguration<ImpersonatedRequest>
    {
        public void Configure(EntityTypeBuilder<ImpersonatedRequest> builder)
        {
            builder.HasKey(r => new { r.AccountEmail, r.Id });
            builder.Property(r => r.Method).HasMaxLength(10);
            builder.Property(r => r.Route).HasMaxLength(300);
            builder.Property(r => r.Subject).HasMaxLength(200);
            builder.HasIndex(r => new
            {
                r.AccountEmail,
                r.ImpersonationId,
                r.At,
            });
            builder
                .HasOne<Impersonation>()
                .WithMany()
                .HasForeignKey(r => new { r.AccountEmail, r.ImpersonationId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
