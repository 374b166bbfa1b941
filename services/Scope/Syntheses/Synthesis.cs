using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Syntheses;

public enum SynthesisState : short
{
    Queued = 0,
    Streaming = 1,
    Validating = 2,
    Succeeded = 3,
    Failed = 4,
    Cancelled = 5,
}

[Stored(
    "Runs that write an ICP from its answers: state, counts, what was asked for. No prompt, no model's words.",
    Kept.UntilDeleted
)]
public sealed class Synthesis : IOwned
{
    /// <summary>A run that a crash interrupted is repeated once; after that the person decides.</summary>
    public const int MostRuns = 2;

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("The ICP it writes")]
    public required Guid IcpId { get; init; }

    [Purpose("Queued, streaming, validating, succeeded, failed or cancelled")]
    public SynthesisState State { get; private set; }

    [Purpose("The answers as they are sent, masked; the request is rendered from them")]
    public required SourceList Sources { get; init; }

    [Purpose("Hash of the request that the person saw before it left")]
    public required string RequestHash { get; init; }

    [Purpose("Which model")]
    public required string Model { get; init; }

    [Purpose("How often the call was begun")]
    public int Runs { get; private set; }

    [Purpose("Number of the last event that the browser can read")]
    public int LastEvent { get; private set; }

    [Purpose("Tokens sent, as counted by the model's maker")]
    public int TokensIn { get; set; }

    [Purpose("Tokens received, as counted by the model's maker")]
    public int TokensOut { get; set; }

    [Purpose("The version it became")]
    public int? BecameVersion { get; set; }

    [Purpose("Why it failed: the name of the problem")]
    public string? Problem { get; set; }

    [Purpose("Why it failed, in a sentence")]
    public string? ProblemDetail { get; set; }

    [Purpose("Who asked for it")]
    public required string AskedBy { get; init; }

    [Purpose("The operator who acted for them, if any")]
    public string? ActingOperator { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    [Purpose("When the first call was begun")]
    public DateTimeOffset? StartedAt { get; private set; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; private set; }

    public void BeginRun(DateTimeOffset now)
    {
        Runs++;
        State = SynthesisState.Streaming;
        StartedAt ??= now;
    }

    public bool Ended =>
        State is SynthesisState.Succeeded or SynthesisState.Failed or SynthesisState.Cancelled;

    public sealed class Table : IEntityTypeConfiguration<Synthesis>
    {
        public void Configure(EntityTypeBuilder<Synthesis> syntheses)
        {
            syntheses.HasKey(s => new { s.AccountEmail, s.Id });
            syntheses.Property(s => s.State).HasConversion<short>();
            syntheses.Property(s => s.Sources).HasColumnType("jsonb");
            syntheses.Ignore(s => s.Ended);
            syntheses
                .HasIndex(s => new { s.AccountEmail, s.IcpId })
                .HasFilter("state in (0, 1, 2)")
                .IsUnique()
                .HasDatabaseName("one_running_synthesis");
            syntheses.HasIndex(s => new
            {
                s.AccountEmail,
                s.IcpId,
                s.CreatedAt,
            });
            syntheses
                .HasOne<Icp>()
                .WithMany()
                .HasForeignKey(s => new { s.AccountEmail, s.IcpId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

[Stored(
    "What the browser is told while an ICP is being written. Sections of a run that fails are removed at once.",
    Kept.OneDay,
    After = nameof(CreatedAt)
)]
public sealed class SynthesisEvent : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The run it belongs to")]
    public required Guid SynthesisId { get; init; }

    [Purpose("1, 2, 3: where a browser that lost the connection goes on")]
    public required int Number { get; init; }

    [Purpose("state, section, claim, progress, restart or end")]
    public required string Kind { get; init; }

    [Purpose(
        "The finished part of the document, or counts",
        Withheld = "part of the document, which is exported with its version"
    )]
    public required string Body { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<SynthesisEvent>
    {
        public void Configure(EntityTypeBuilder<SynthesisEvent> events)
        {
            events.HasKey(e => new
            {
                e.AccountEmail,
                e.SynthesisId,
                e.Number,
            });
            events.Property(e => e.Body).HasColumnType("jsonb");
            events
                .HasOne<Synthesis>()
                .WithMany()
                .HasForeignKey(e => new { e.AccountEmail, e.SynthesisId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
