namespace LeadFuel.Core.AuditEntries;

/// <summary>One act in the account's name. Each entry's hash covers the one before it.</summary>
[Stored(
    "What was done in the account, by whom, when; operators' visits included.",
    Kept.Days90,
    Apart = true
)]
public sealed class AuditEntry : IOwned
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; init; }

    [Purpose("Its place in the chain of hashes")]
    public required long Number { get; init; }

    [Purpose("When the act was done")]
    public required DateTimeOffset At { get; init; }

    [Purpose("Who did it: a member, an operator or the system")]
    public required string Actor { get; init; }

    [Purpose("Through which service or viewing")]
    public required string Via { get; init; }

    [Purpose("What was done")]
    public required string Action { get; init; }

    [Purpose("To what it was done")]
    public required string Subject { get; init; }

    [Purpose("What changed, in a sentence")]
    public required string Detail { get; init; }

    [Purpose("The number of the request that did it")]
    public string? RequestId { get; init; }

    [Purpose("Proves that neither this entry nor one before it was changed")]
    public required byte[] Hash { get; set; }

    public sealed class Table : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder)
        {
            builder.HasKey(e => new { e.AccountEmail, e.Id });
            builder.Property(e => e.Actor).HasMaxLength(300);
            builder.Property(e => e.Via).HasMaxLength(100);
            builder.Property(e => e.Action).HasMaxLength(60);
            builder.Property(e => e.Subject).HasMaxLength(300);
            builder.Property(e => e.Detail).HasMaxLength(2000);
            builder.Property(e => e.RequestId).HasMaxLength(64);
            builder.HasIndex(e => new { e.AccountEmail, e.Number }).IsUnique();
            builder.HasIndex(e => new
            {
                e.AccountEmail,
                e.At,
                e.Id,
            });
        }
    }
}

/// <summary>The end of the chain, locked while an entry is added, so that writers at once never fork it.</summary>
[Stored("The last hash of the account's log.", Kept.WithAccount)]
public sealed class AuditHead : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("How many entries there have been")]
    public long Number { get; init; }

    [Purpose("Hash of the last entry")]
    public byte[] Hash { get; init; } = [];

    public sealed class Table : IEntityTypeConfiguration<AuditHead>
    {
        public void Configure(EntityTypeBuilder<AuditHead> builder) =>
            builder.HasKey(h => h.AccountEmail);
    }
}

/// <summary>Where the chain begins once entries older than 90 days are gone.</summary>
[Stored(
    "The hash at which the account's log begins after old entries have gone.",
    Kept.WithAccount
)]
public sealed class AuditAnchor : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Number of the last entry that went")]
    public long Number { get; init; }

    [Purpose("Its hash")]
    public byte[] Hash { get; init; } = [];

    public sealed class Table : IEntityTypeConfiguration<AuditAnchor>
    {
        public void Configure(EntityTypeBuilder<AuditAnchor> builder) =>
            builder.HasKey(a => a.AccountEmail);
    }
}
