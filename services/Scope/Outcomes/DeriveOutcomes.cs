namespace LeadFuel.Scope.Outcomes;

/// <summary>Works the state of an address's deals out anew, from what is known of them, after a stage got another meaning.</summary>
internal sealed class DeriveOutcomes(ScopeDb db, TimeProvider clock)
    : JobHandler<DeriveOutcomes.Job>
{
    private const int AtOnce = 200;

    public sealed record Job(Guid ConnectionId, Guid? After = null) : IJob
    {
        public static string Kind => "scope.derive-outcomes";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({job.ConnectionId.ToString()}, 0))",
            ct
        );
        var some = await db
            .Outcomes.Where(o =>
                o.ConnectionId == job.ConnectionId
                && (job.After == null || o.Id.CompareTo(job.After.Value) > 0)
            )
            .OrderBy(o => o.Id)
            .Take(AtOnce)
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        foreach (var outcome in some)
        {
            await Settle.Deal(outcome, db, now, ct);
        }

        if (some.Count == AtOnce)
        {
            db.Enqueue(job with { After = some[^1].Id });
        }

        await work.Commit(lease, ct);
    }
}
