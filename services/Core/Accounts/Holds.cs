using LeadFuel.Core.Deletions;

namespace LeadFuel.Core.Accounts;

/// <summary>What holds the account, by Core's own rows: its deletion, a suspension, both or nothing.</summary>
/// <param name="DeletionDueAt">When it is deleted; null: nobody asked for that.</param>
/// <param name="Purging">The deletion is being carried out.</param>
/// <param name="Suspended">Operators have suspended it.</param>
public readonly record struct Holds(DateTimeOffset? DeletionDueAt, bool Purging, bool Suspended)
{
    public bool Leaves => DeletionDueAt is not null;

    /// <summary>What weighs most: who leaves sees that first.</summary>
    public AccountState State =>
        Purging ? AccountState.Purging
        : Leaves ? AccountState.DeletionPending
        : Suspended ? AccountState.Suspended
        : AccountState.Active;

    public static async Task<Holds> Read(CoreDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var deletion = await db
            .Deletions.AsNoTracking()
            .Where(d => d.State != DeletionState.Undone)
            .SingleOrDefaultAsync(ct);
        return new Holds(
            deletion?.DueAt,
            deletion?.State == DeletionState.Purging,
            await db.Suspensions.AnyAsync(s => s.LiftedAt == null, ct)
        );
    }
}
