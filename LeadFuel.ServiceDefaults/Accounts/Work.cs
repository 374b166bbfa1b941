using System.Text.Json;
using LeadFuel.Jobs;
using LeadFuel.Outcomes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadFuel.Accounts;

/// <summary>One unit of work: what is not committed is rolled back. While it is open, no call may leave the process.</summary>
public sealed class Work : IAsyncDisposable
{
    private readonly AccountDbContext db;
    private readonly IDbContextTransaction transaction;
    private bool closed;

    internal Work(AccountDbContext db, IDbContextTransaction transaction)
    {
        this.db = db;
        this.transaction = transaction;
        db.Account.OpenWork++;
    }

    public Task Commit(CancellationToken ct) => Commit((string?)null, ct);

    /// <summary>Commits and keeps the answer for a repeat of the same Idempotency-Key.</summary>
    public async Task<Outcome<TView>> Commit<TView>(TView view, CancellationToken ct)
    {
        await Commit(JsonSerializer.Serialize(view, HouseJson.Options), ct);
        return view;
    }

    /// <summary>Commits a job's result and its completion together; fails when the lease went to another runner.</summary>
    public async Task Commit(Lease lease, CancellationToken ct)
    {
        await lease.Complete(db, ct);
        await Commit((string?)null, ct);
    }

    /// <summary>Writes what is tracked without committing, for statements that must see it.</summary>
    public Task Flush(CancellationToken ct) => db.SaveChangesAsync(ct);

    private async Task Commit(string? answer, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new RefusedException(Refuse.Stale("item"));
        }

        await db.BeforeCommit(answer, ct);
        await transaction.CommitAsync(ct);
        Close();
        db.AfterCommit();
    }

    public async ValueTask DisposeAsync()
    {
        var rolledBack = !closed;
        Close();
        await transaction.DisposeAsync();
        db.ChangeTracker.Clear();
        if (rolledBack)
        {
            db.AfterRollback();
        }
    }

    private void Close()
    {
        if (!closed)
        {
            closed = true;
            db.Account.OpenWork--;
        }
    }
}
