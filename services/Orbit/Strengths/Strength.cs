namespace LeadFuel.Orbit.Strengths;

/// <summary>One part of a strength: its points, and the words that explain them.</summary>
public sealed record Reason(string Kind, int Points, string Input);

[Stored("How close each member is to each person, with the reasons.", Kept.UntilDeleted)]
public sealed class Strength : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The person")]
    public required Guid PersonId { get; init; }

    [Purpose("The member")]
    public required string Member { get; init; }

    [Purpose("Whether it rests on mailboxes only that others may see")]
    public required bool Shared { get; init; }

    [Purpose("From 0 to 100")]
    public int Score { get; set; }

    [Purpose("What it is made of; the points add up to it")]
    public List<Reason> Reasons { get; set; } = [];

    [Purpose("When they first wrote to each other")]
    public DateTimeOffset FirstAt { get; set; }

    [Purpose("When they last wrote to each other")]
    public DateTimeOffset LastAt { get; set; }

    [Purpose("When one last answered the other")]
    public DateTimeOffset? LastTurnAt { get; set; }

    [Purpose("When it was computed")]
    public DateTimeOffset ScoredAt { get; set; }

    public sealed class Table : IEntityTypeConfiguration<Strength>
    {
        public void Configure(EntityTypeBuilder<Strength> strengths)
        {
            strengths.HasKey(s => new
            {
                s.AccountEmail,
                s.PersonId,
                s.Member,
                s.Shared,
            });
            strengths.Property(s => s.Reasons).AsJson();
        }
    }
}
