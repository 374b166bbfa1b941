namespace LeadFuel.Core.Suspensions;

/// <summary>Operators stopped the account: what is stored stays, and nothing goes on until they lift it.</summary>
[Stored(
    "Suspensions of the account by operators: since when, by whom and why, and how they ended.",
    Kept.WithAccount
)]
public sealed class Suspension : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Why, as the account's members read it")]
    public required string Reason { get; init; }

    [Purpose("Which operator suspended it")]
    public required string SuspendedBy { get; init; }

    [Purpose("When it was lifted; empty while it lasts")]
    public DateTimeOffset? LiftedAt { get; private set; }

    [Purpose("Why it was lifted")]
    public string? LiftedBecause { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Lift(string because, DateTimeOffset now) =>
        (LiftedAt, LiftedBecause) = (now, because);

    public sealed class Table : IEntityTypeConfiguration<Suspension>
    {
        public void Configure(EntityTypeBuilder<Suspension> builder)
        {
            builder.HasKey(s => new { s.AccountEmail, s.Id });
            builder.Property(s => s.Reason).HasMaxLength(500);
            builder.Property(s => s.SuspendedBy).HasMaxLength(300);
            builder.Property(s => s.LiftedBecause).HasMaxLength(500);
            // One at a time.
            builder.HasIndex(s => s.AccountEmail).IsUnique().HasFilter("lifted_at is null");
        }
    }
}
