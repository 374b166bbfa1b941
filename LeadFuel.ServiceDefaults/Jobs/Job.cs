using System.Collections.Concurrent;
using System.Diagnostics;
using LeadFuel.Accounts;
using LeadFuel.Outcomes;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Jobs;

/// <summary>What a job carries: ids, never content. Its Kind outlives renames.</summary>
public interface IJob
{
    static abstract string Kind { get; }

    /// <summary>Whether it still runs while the account waits for deletion or is suspended (purge, export, reminders, sign-in mail).</summary>
    static virtual bool RunsInGrace => false;

    /// <summary>Whether it is tried until it is done, however long another service is away (entries of the log, events).</summary>
    static virtual bool UntilDone => false;
}

/// <summary>Does a job. It may run twice and must end the same; it does one outside effect.</summary>
public abstract class JobHandler<TJob>
    where TJob : IJob
{
    public abstract Task Handle(TJob job, Lease lease, CancellationToken ct);

    /// <summary>Called in the transaction that gives the job up: mark its row as failed here. No calls may leave.</summary>
    public virtual Task GiveUp(TJob job, string error, CancellationToken ct) => Task.CompletedTask;

    /// <summary>When a recurring job runs again; asked when an attempt ends, done or dead.</summary>
    public virtual DateTimeOffset? NextRun(TJob job, DateTimeOffset now) => null;
}

/// <summary>The job cannot succeed however often it is tried.</summary>
public sealed class JobFailedException(string error, Exception? inner = null)
    : Exception(error, inner);

/// <summary>What the job waits for has not come. The attempt counts; operators read these words, so they name nobody.</summary>
public sealed class WaitedInVainException(string what) : TimeoutException(what);

/// <summary>The job should be tried later; the attempt does not count.</summary>
public sealed class JobDeferredException(TimeSpan wait) : Exception("deferred")
{
    public TimeSpan Wait => wait;
}

/// <summary>The lease went to another runner: whatever was not committed is not ours to commit.</summary>
public sealed class LeaseLostException() : Exception("The lease went to another runner.");

/// <summary>A runner's hold on a job. Completing it in the result's own transaction fences out a runner that lost it.</summary>
public sealed class Lease
{
    private readonly Func<ServiceDb, Task>? enqueueNext;
    private readonly TimeProvider clock;

    internal Lease(
        Guid jobId,
        Guid token,
        int attempts,
        TimeProvider clock,
        Func<ServiceDb, Task>? enqueueNext
    )
    {
        (JobId, Token, Attempts, this.clock, this.enqueueNext) = (
            jobId,
            token,
            attempts,
            clock,
            enqueueNext
        );
    }

    public Guid JobId { get; }
    public Guid Token { get; }
    public int Attempts { get; }
    internal bool Completed { get; private set; }

    /// <summary>Inside a unit of work, before an effect that must not happen twice: nobody else has the job, nor gets it until the unit ends.</summary>
    public async Task Hold(AccountDbContext db, CancellationToken ct)
    {
        var rows = await db.Database.ExecuteSqlAsync(
            $"update jobs set lease_token = lease_token where account_email = {db.Account.Email} and id = {JobId} and state = 1 and lease_token = {Token}",
            ct
        );
        if (rows == 0)
        {
            throw new LeaseLostException();
        }
    }

    internal async Task Complete(AccountDbContext db, CancellationToken ct)
    {
        if (Completed)
        {
            throw new InvalidOperationException("This job is completed already.");
        }

        var now = clock.GetUtcNow();
        var rows = await db.Database.ExecuteSqlAsync(
            $"update jobs set state = 2, done_at = {now}, lease_until = null where account_email = {db.Account.Email} and id = {JobId} and state = 1 and lease_token = {Token}",
            ct
        );
        if (rows == 0)
        {
            throw new LeaseLostException();
        }

        if (enqueueNext is not null && db is ServiceDb service)
        {
            await enqueueNext(service);
        }

        Completed = true;
    }
}

/// <summary>Tells the runner of this process that work was committed, so that it need not wait for its next look.</summary>
public sealed class JobBell : IDisposable
{
    private const int MostCauses = 2_000;
    private readonly SemaphoreSlim rung = new(0, 1);
    private readonly ConcurrentDictionary<Guid, ActivityContext> causes = new();

    /// <summary>Which request asked for these, for the trace of their attempt in this process; never stored.</summary>
    internal void Asked(IReadOnlyList<Guid> jobs)
    {
        if (Activity.Current is { } request && causes.Count < MostCauses)
        {
            foreach (var job in jobs)
            {
                causes[job] = request.Context;
            }
        }
    }

    internal ActivityContext? Cause(Guid job) =>
        causes.TryRemove(job, out var request) ? request : null;

    public void Ring()
    {
        try
        {
            rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been rung and not yet been heard.
        }
    }

    internal Task<bool> Heard(TimeSpan atMost, CancellationToken ct) => rung.WaitAsync(atMost, ct);

    public void Dispose() => rung.Dispose();
}
