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

    [Purpose("Queued, running, done, failed or stopped")]
    public GenerationState State { get; set; }

    [Purpose("The text so far, while it is written; emptied at its end")]
    public string Partial { get; set; } = "";

    [Purpose("What went wrong, without content")]
    public string? Error { get; set; }

    [Purpose("Who asked for it")]
    public required string By { get; init; }

    [Purpose("Counts what it cost")]
    public long InputTokens { get; set; }

    [Purpose("Counts what it cost")]
    public long OutputTokens { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Purpose("When it ended")]
    public DateTimeOffset? EndedAt { get; set; }

    public void End(GenerationState state, string? error, DateTimeOffset now) =>
        (State, Error, Partial, EndedAt) = (state, error, "", now);

    public sealed class Table : IEntityTypeConfiguration<Generation>
    {
        public void Configure(EntityTypeBuilder<Generation> generations)
        {
            generations.HasKey(g => new { g.AccountEmail, g.Id });
            generations.Property(g => g.State).HasConversion<short>();
            generations.HasIndex(g => new { g.AccountEmail, g.DraftId });
            generations
                .HasOne<Draft>()
                .WithMany()
                .HasForeignKey(g => new { g.AccountEmail, g.DraftId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
