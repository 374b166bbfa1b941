namespace LeadFuel.Reach.Drafts;

public enum GenerationState : short
{
    Queued = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
    Stopped = 4,
}

[Stored(
    "Drafts that Claude was asked for: when, which parts went, how it ended. No prompt is kept.",
    Kept.UntilDeleted
)]
public sealed class Generation : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which draft")]
    public required Guid DraftId { get; init; }

    [Purpose("The note that goes with this request")]
    public string Note { get; init; } = "";

    [Purpose("Hash of the request as it was shown")]
    public required string PromptHash { get; init; }

    [Purpose("Names of the parts that go")]
    public required string[] Parts { get; init; }

    [Purpose("The contact of whom fields were ticked to go along")]
    public Guid? IncludedContactId { get; init; }

    [Purpose("Names of the fields that were ticked, without their values")]
    public string[] IncludedFields { get; init; } = [];

    [Purpose("Queued, running, done, failed or stopped")]
    public GenerationState State { get; private set; }

    [Purpose("The text so far, while it is written; emptied at its end")]
    public string Partial { get; private set; } = "";

    [Purpose("Counts the states that a browser has been told, so that it can go on where it was")]
    public int Revision { get; private set; }

    [Purpose("How often the call was begun")]
    public int Runs { get; private set; }

    [Purpose("Which model")]
    public required string Model { get; init; }

    [Purpose("Why it failed: the name of the problem")]
    public string? Error { get; private set; }

    [Purpose("Why it failed, in a sentence")]
    public string? ErrorDetail { get; private set; }

    [Purpose("Who asked for it")]
    public required string By { get; init; }

    [Purpose("Counts what it cost")]
    public long InputTokens { get; set; }

    [Purpose("Counts what it cost")]
    public long OutputTokens { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>A run that a crash interrupted is repeated once; after that the person decides.</summary>
    public const int MostRuns = 2;

    public bool Ended => State >= GenerationState.Done;

    public Inclusion? Included =>
        IncludedContactId is { } contact ? new(contact, IncludedFields) : null;

    public void BeginRun() =>
        (State, Partial, Runs, Revision) = (GenerationState.Running, "", Runs + 1, Revision + 1);

    /// <summary>Nothing left: as if this run had not begun.</summary>
    public void Park() =>
        (State, Partial, Runs, Revision) = (GenerationState.Queued, "", Runs - 1, Revision + 1);

    public void Told(string partial) => (Partial, Revision) = (partial, Revision + 1);

    public void End(
        GenerationState state,
        (string Name, string Detail)? problem,
        DateTimeOffset now
    ) =>
        (State, Error, ErrorDetail, Partial, EndedAt, Revision) = (
            state,
            problem?.Name,
            problem?.Detail,
            "",
            now,
            Revision + 1
        );

    public sealed class Table : IEntityTypeConfiguration<Generation>
    {
        public void Configure(EntityTypeBuilder<Generation> generations)
        {
            generations.HasKey(g => new { g.AccountEmail, g.Id });
            generations.Property(g => g.State).HasConversion<short>();
            generations.Ignore(g => g.Ended);
            generations.Ignore(g => g.Included);
            generations.HasIndex(g => new { g.AccountEmail, g.DraftId });
            generations
                .HasOne<Draft>()
                .WithMany()
                .HasForeignKey(g => new { g.AccountEmail, g.DraftId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
