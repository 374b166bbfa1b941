namespace LeadFuel.Core.Deletions;

public enum DeletionState : short
{
    Waiting = 0,
    Undone = 1,
    Purging = 2,
}

/// <summary>An owner's request to delete the account. It waits 30 days, in which it can be undone.</summary>
[Stored(
    "Requests to delete the account: by whom, until when they can be undone, what became of them.",
    Kept.WithAccount
)]
public sealed class Deletion : IOwned
{
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Waiting, undone or being carried out")]
    public DeletionState State { get; private set; }

    [Purpose("Who asked for it")]
    public required string RequestedBy { get; init; }

    [Purpose("When it is carried out")]
    public required DateTimeOffset DueAt { get; init; }

    [Purpose("When it was undone")]
    public DateTimeOffset? UndoneAt { get; private set; }

    [Purpose("When everything was deleted in the other services, for the receipt")]
    public DateTimeOffset? PurgedAt { get; private set; }

    [Purpose("Rows that were deleted, by service and table, for the receipt")]
    public string? Totals { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Undo(DateTimeOffset now) => (State, UndoneAt) = (DeletionState.Undone, now);

    public void Carry() => State = DeletionState.Purging;

    public void Count(string totals) => Totals = totals;

    public void Purged(DateTimeOffset now) => PurgedAt ??= now;

    /// <summary>The one that is not undone, held until the unit ends.</summary>
    public static Task<Deletion?> Hold(CoreDb db, CancellationToken ct) =>
        db
            .Deletions.FromSql(
                $"select * from deletions where account_email = {db.Account.Email} and state <> 1 for update"
            )
            .SingleOrDefaultAsync(ct);

    public sealed class Table : IEntityTypeConfiguration<Deletion>
    {
        public void Configure(EntityTypeBuilder<Deletion> builder)
        {
            builder.HasKey(d => new { d.AccountEmail, d.Id });
            builder.Property(d => d.State).HasConversion<short>();
            builder.Property(d => d.RequestedBy).HasMaxLength(254);
            builder.HasIndex(d => new { d.AccountEmail, d.CreatedAt });
        }
    }
}
