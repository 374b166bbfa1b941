namespace LeadFuel.Admin.AuditEntries;

/// <summary>The operators' own log: the same acts as in the account's log, from our side. Each entry's hash covers the one before it.</summary>
[Stored("What operators did about the account.", Kept.Days90, After = nameof(At))]
public sealed class OperatorEntry : IOwned
{
    public const int MaxSubject = 300;

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Its place in the chain of hashes; 0 from before there was one")]
    public long Number { get; init; }

    [Purpose("When")]
    public required DateTimeOffset At { get; init; }

    [Purpose("Which operator")]
    public required string Operator { get; init; }

    [Purpose("What was done")]
    public required string Action { get; init; }

    [Purpose("To what it was done")]
    public required string Subject { get; init; }

    [Purpose("The operator's reason, or how it ended")]
    public required string Detail { get; init; }

    [Purpose("Hash of the entry before it")]
    public byte[] PrevHash { get; init; } = [];

    [Purpose("Proves that neither this entry nor one before it was changed")]
    public byte[] Hash { get; set; } = [];

    public sealed class Table : IEntityTypeConfiguration<OperatorEntry>
    {
        public void Configure(EntityTypeBuilder<OperatorEntry> builder)
        {
            builder.HasKey(e => new { e.AccountEmail, e.Id });
            builder.Property(e => e.Operator).HasMaxLength(254);
            builder.Property(e => e.Action).HasMaxLength(60);
            builder.Property(e => e.Subject).HasMaxLength(MaxSubject);
            builder.Property(e => e.Detail).HasMaxLength(1200);
            builder.Property(e => e.PrevHash).HasDefaultValueSql("''::bytea");
            builder.Property(e => e.Hash).HasDefaultValueSql("''::bytea");
            builder.HasIndex(e => new { e.AccountEmail, e.At });
            builder
                .HasIndex(e => new { e.AccountEmail, e.Number })
                .IsUnique()
                .HasFilter("number > 0");
        }
    }
}

/// <summary>The end of the chain, locked while an entry is added, so that writers at once never fork it.</summary>
[Stored("The last hash of what operators did about the account.", Kept.WithAccount)]
public sealed class OperatorHead : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("How many entries there have been")]
    public long Number { get; init; }

    [Purpose("Hash of the last entry")]
    public byte[] Hash { get; init; } = [];

    public sealed class Table : IEntityTypeConfiguration<OperatorHead>
    {
        public void Configure(EntityTypeBuilder<OperatorHead> builder) =>
            builder.HasKey(h => h.AccountEmail);
    }
}
