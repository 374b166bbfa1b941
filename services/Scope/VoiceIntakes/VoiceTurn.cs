namespace LeadFuel.Scope.VoiceIntakes;

public enum TurnState : short
{
    /// <summary>It was said; its words are on their way.</summary>
    Waiting = 0,
    Written = 1,
    NotTranscribed = 2,

    /// <summary>Some of its words came; the rest never will.</summary>
    CutOff = 3,
}

[Stored("What was said in a spoken intake, as text. Never sound.", Kept.UntilDeleted)]
public sealed class VoiceTurn : IOwned
{
    public const int Longest = 8000;

    public string AccountEmail { get; private set; } = "";

    [Purpose("The intake it belongs to")]
    public required Guid IntakeId { get; init; }

    [Purpose("OpenAI's name for it")]
    public required string ItemId { get; init; }

    [Purpose("The turn before it, by which they are put in order")]
    public string? PreviousItemId { get; set; }

    [Purpose("In which order it was told to us")]
    public required int Number { get; init; }

    [Purpose("The customer or the interviewer")]
    public required bool Ours { get; init; }

    [Purpose("Its words")]
    public string Text { get; private set; } = "";

    [Purpose("Whether the words are there, on their way or could not be made out")]
    public TurnState State { get; private set; }

    public void Write(string text) =>
        (Text, State) = (text.Length <= Longest ? text : text[..Longest], TurnState.Written);

    /// <summary>No more of its words will come.</summary>
    public void Fail()
    {
        if (State == TurnState.Waiting)
        {
            State = Text.Length == 0 ? TurnState.NotTranscribed : TurnState.CutOff;
        }
    }

    /// <summary>Spoken order, whatever the order of arrival: along the chain of previous items.</summary>
    public static IReadOnlyList<VoiceTurn> InOrder(IEnumerable<VoiceTurn> turns)
    {
        var all = turns.OrderBy(turn => turn.Number).ToList();
        var ids = all.Select(turn => turn.ItemId).ToHashSet();
        var after = all.ToLookup(turn =>
            turn.PreviousItemId is { } previous && ids.Contains(previous) ? previous : ""
        );
        var (ordered, open) = (new List<VoiceTurn>(), new Stack<VoiceTurn>(after[""].Reverse()));
        while (open.TryPop(out var turn))
        {
            ordered.Add(turn);
            foreach (var next in after[turn.ItemId].Reverse())
            {
                open.Push(next);
            }
        }

        // A chain that runs in a circle has no beginning; nothing that was said is lost for it.
        ordered.AddRange(all.Except(ordered.ToHashSet()));
        return ordered;
    }

    public sealed class Table : IEntityTypeConfiguration<VoiceTurn>
    {
        public void Configure(EntityTypeBuilder<VoiceTurn> turns)
        {
            turns.HasKey(t => new
            {
                t.AccountEmail,
                t.IntakeId,
                t.ItemId,
            });
            turns.Property(t => t.ItemId).HasMaxLength(100);
            turns.Property(t => t.PreviousItemId).HasMaxLength(100);
            turns.Property(t => t.State).HasConversion<short>();
            turns
                .HasOne<VoiceIntake>()
                .WithMany()
                .HasForeignKey(t => new { t.AccountEmail, t.IntakeId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
