namespace LeadFuel.Signal.Buckets;

public enum BucketColour : short
{
    Petrol = 0,
    Stone = 1,
    Green = 2,
    Ochre = 3,
    Red = 4,
}

[Stored(
    "Buckets: what posts are about, and which share of them each should have.",
    Kept.UntilDeleted
)]
public sealed class Bucket : IDeletable
{
    /// <summary>Shares are kept in hundredths of a percent, so that thirds can be written.</summary>
    public const int Whole = 10_000;

    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Tells buckets apart; part of the prompt")]
    public string Name { get; private set; } = "";

    [Purpose("What its posts are about; part of the prompt")]
    public string Brief { get; private set; } = "";

    [Purpose("Tells buckets apart at a glance")]
    public BucketColour Colour { get; private set; }

    [Purpose("Which share of the posts it should have, in hundredths of a percent")]
    public int ShareBp { get; set; }

    [Purpose("Which forms its posts have, such as a story or a list; part of the prompt")]
    public string[] Formats { get; private set; } = [];

    [Purpose("What readers should do; part of the prompt")]
    public string CallToAction { get; private set; } = "";

    [Purpose("Whether it is left out for now")]
    public bool Paused { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public void Edited() => Version++;

    public void Write(WriteBucket.Request words) =>
        (Name, Brief, Colour, Formats, CallToAction, Paused) = (
            words.Name.Trim(),
            words.Brief?.Trim() ?? "",
            words.Colour,
            [
                .. (words.Formats ?? [])
                    .Select(format => format.Trim())
                    .Where(format => format.Length > 0),
            ],
            words.CallToAction?.Trim() ?? "",
            words.Paused
        );

    public sealed class Table : IEntityTypeConfiguration<Bucket>
    {
        public void Configure(EntityTypeBuilder<Bucket> buckets)
        {
            buckets.HasKey(b => new { b.AccountEmail, b.Id });
            buckets.Property(b => b.Colour).HasConversion<short>();
            buckets.Property(b => b.Version).IsConcurrencyToken();
        }
    }
}
