using LeadFuel.Scope.Icps;

namespace LeadFuel.Scope.Interviews;

[Stored("What the customer typed in answer to the questions of an ICP.", Kept.UntilDeleted)]
public sealed class Answer : IOwned
{
    public const int Longest = 8000;

    public string AccountEmail { get; private set; } = "";

    [Purpose("The ICP it is for")]
    public required Guid IcpId { get; init; }

    [Purpose("Which question")]
    public required string Question { get; init; }

    [Purpose("The answer, as typed")]
    public string Value { get; private set; } = "";

    [Purpose("The customer does not want to answer this one")]
    public bool Skipped { get; private set; }

    [Purpose("Who typed it")]
    public string By { get; private set; } = "";

    [Purpose("The turns of a spoken intake it was confirmed from; none when it was typed")]
    public string[] Turns { get; private set; } = [];

    public DateTimeOffset UpdatedAt { get; private set; }
    public int Version { get; private set; }

    public void Write(
        string value,
        bool skipped,
        string by,
        DateTimeOffset now,
        string[]? turns = null
    )
    {
        (Value, Skipped, By, UpdatedAt) = (value, skipped && value.Length == 0, by, now);
        Turns = turns ?? [];
        Version++;
    }

    public sealed class Table : IEntityTypeConfiguration<Answer>
    {
        public void Configure(EntityTypeBuilder<Answer> answers)
        {
            answers.HasKey(a => new
            {
                a.AccountEmail,
                a.IcpId,
                a.Question,
            });
            answers.Property(a => a.Question).HasMaxLength(40);
            answers.Property(a => a.Turns).HasDefaultValueSql("'{}'::text[]");
            answers.Property(a => a.Version).IsConcurrencyToken();
            answers
                .HasOne<Icp>()
                .WithMany()
                .HasForeignKey(a => new { a.AccountEmail, a.IcpId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
