namespace LeadFuel.Core.Exports;

public enum ExportState : short
{
    Collecting = 0,
    Ready = 1,
    Failed = 2,
    Expired = 3,
}

/// <summary>A copy of everything that is stored for the account, made on request and kept for three days.</summary>
[Stored(
    "Downloads of everything that you asked for: when, by whom and how large.",
    Kept.Days30,
    After = nameof(CreatedAt)
)]
public sealed class Export : IOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(72);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Collecting, ready, failed or expired")]
    public ExportState State { get; private set; }

    [Purpose("Who asked for it")]
    public required string RequestedBy { get; init; }

    [Purpose("How large the file is")]
    public long Bytes { get; private set; }

    [Purpose("When it was ready")]
    public DateTimeOffset? ReadyAt { get; private set; }

    [Purpose("Until when it can be downloaded or, when it failed, gone on with")]
    public DateTimeOffset? ExpiresAt { get; private set; }

    [Purpose("How often somebody had it gone on with after it failed")]
    public int Tries { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Ready(long bytes, DateTimeOffset now) =>
        (State, Bytes, ReadyAt, ExpiresAt) = (ExportState.Ready, bytes, now, now + Life);

    /// <summary>What is finished stays as long as a file would, so that it can go on from there.</summary>
    public void Fail(DateTimeOffset now) => (State, ExpiresAt) = (ExportState.Failed, now + Life);

    /// <summary>After it failed; the job that failed is put back.</summary>
    public void GoOn() => (State, ExpiresAt) = (ExportState.Collecting, null);

    /// <summary>After it failed, with a job of its own; the answer is its number, and the jobs before it do nothing more.</summary>
    public int TryAgain()
    {
        GoOn();
        return ++Tries;
    }

    public void Expire() => State = ExportState.Expired;

    /// <summary>By the clock, not by whether the sweep has come by.</summary>
    public ExportState StateAt(DateTimeOffset now) =>
        State is ExportState.Ready or ExportState.Failed && !(ExpiresAt > now)
            ? ExportState.Expired
            : State;

    public sealed class Table : IEntityTypeConfiguration<Export>
    {
        public void Configure(EntityTypeBuilder<Export> builder)
        {
            builder.HasKey(e => new { e.AccountEmail, e.Id });
            builder.Property(e => e.State).HasConversion<short>();
            builder.Property(e => e.RequestedBy).HasMaxLength(254);
            builder.HasIndex(e => new { e.AccountEmail, e.CreatedAt });
        }
    }
}

/// <summary>How far a download has come in one table. A finished table is not read again after a stop.</summary>
[Stored(
    "What a download holds, table by table: rows and their checksum.",
    Kept.Days30,
    After = nameof(CreatedAt)
)]
public sealed class ExportedTable : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which download")]
    public required Guid ExportId { get; init; }

    [Purpose("Which service keeps the table")]
    public required string Service { get; init; }

    [Purpose("The table, with its database")]
    public required string Name { get; init; }

    [Purpose("Rows there were at the start")]
    public required long Expected { get; init; }

    [Purpose("Rows that are in the file")]
    public long Rows { get; set; }

    [Purpose("Bytes of it that are in the file")]
    public long Bytes { get; set; }

    [Purpose("SHA-256 over the rows, so that a change of the file shows")]
    public string? Sha256 { get; private set; }

    [Purpose("The last piece of the file that holds rows of it")]
    public long? LastPiece { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Finish(string sha256, long lastPiece) => (Sha256, LastPiece) = (sha256, lastPiece);

    public sealed class Table : IEntityTypeConfiguration<ExportedTable>
    {
        public void Configure(EntityTypeBuilder<ExportedTable> builder)
        {
            builder.HasKey(t => new
            {
                t.AccountEmail,
                t.ExportId,
                t.Name,
            });
            builder.Property(t => t.Service).HasMaxLength(20);
            builder.Property(t => t.Name).HasMaxLength(130);
            builder.Property(t => t.Sha256).HasMaxLength(64);
            builder
                .HasOne<Export>()
                .WithMany()
                .HasForeignKey(t => new { t.AccountEmail, t.ExportId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A piece of the file: JSON, gzip, then Fernet.</summary>
[Stored(
    "The downloads themselves, encrypted.",
    "72 hours after the download is ready or has failed, or until you delete it.",
    Apart = true
)]
public sealed class ExportPiece : IOwned
{
    public const string Secret = "core.export";

    public string AccountEmail { get; private set; } = "";

    [Purpose("Which download")]
    public required Guid ExportId { get; init; }

    [Purpose("Its place in the file")]
    public required long Ordinal { get; init; }

    [Purpose("Its length in the file")]
    public required int Size { get; init; }

    [Purpose("The piece", Encrypted = true, Withheld = "it is the download itself")]
    public required string Content { get; init; }

    public sealed class Table : IEntityTypeConfiguration<ExportPiece>
    {
        public void Configure(EntityTypeBuilder<ExportPiece> builder)
        {
            builder.HasKey(p => new
            {
                p.AccountEmail,
                p.ExportId,
                p.Ordinal,
            });
            builder
                .HasOne<Export>()
                .WithMany()
                .HasForeignKey(p => new { p.AccountEmail, p.ExportId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
