using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Generations;

public enum GenerationState : short
{
    Queued = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
    Stopped = 4,
}

public enum KeyOwner : short
{
    House = 0,
    Customer = 1,
}

[Stored(
    "Variants that Claude was asked for: when, which parts went, how it ended. No prompt is kept.",
    Kept.UntilDeleted
)]
public sealed class Generation : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which post")]
    public required Guid PostId { get; init; }

    [Purpose("The note that goes with this request")]
    public string Note { get; init; } = "";

    [Purpose("How many variants were asked for")]
    public required int Count { get; init; }

    [Purpose("Hash of the request as it was shown")]
    public required string PromptHash { get; init; }

    [Purpose("Which version of our own words went")]
    public required int TemplateVersion { get; init; }

    [Purpose("Names of the parts that go")]
    public required string[] Parts { get; init; }

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

    [Purpose("Whose key of Anthropic it was asked with; empty until it was asked")]
    public KeyOwner? KeyOwner { get; private set; }

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

    [Purpose("How long the answer took, in milliseconds")]
    public int LatencyMs { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>A run that a crash interrupted is repeated once; after that the person decides.</summary>
    public const int MostRuns = 2;

    public bool Ended => State >= GenerationState.Done;

    public void BeginRun() =>
        (State, Partial, Runs, Revision) = (GenerationState.Running, "", Runs + 1, Revision + 1);

    /// <summary>Nothing left: as if this run had not begun.</summary>
    public void Park() =>
        (State, Partial, Runs, Revision) = (GenerationState.Queued, "", Runs - 1, Revision + 1);

    /// <summary>A run that is repeated may find another key than the one before.</summary>
    public void AskedWith(KeyOwner key) => KeyOwner = key;

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
            generations.Property(g => g.KeyOwner).HasConversion<short>();
            generations.Ignore(g => g.Ended);
            generations.HasIndex(g => new { g.AccountEmail, g.PostId });
            generations
                .HasOne<Post>()
                .WithMany()
                .HasForeignKey(g => new { g.AccountEmail, g.PostId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

[Stored("What Claude wrote, to choose from.", Kept.UntilDeleted)]
public sealed class Variant : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which request it answers")]
    public required Guid GenerationId { get; init; }

    [Purpose("Its place among the others")]
    public required int Number { get; init; }

    [Purpose("Its text")]
    public required string Text { get; init; }

    public sealed class Table : IEntityTypeConfiguration<Variant>
    {
        public void Configure(EntityTypeBuilder<Variant> variants)
        {
            variants.HasKey(v => new
            {
                v.AccountEmail,
                v.GenerationId,
                v.Number,
            });
            variants
                .HasOne<Generation>()
                .WithMany()
                .HasForeignKey(v => new { v.AccountEmail, v.GenerationId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
