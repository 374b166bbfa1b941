using LeadFuel.Scope.Notices;

namespace LeadFuel.Scope.Outcomes;

/// <summary>Tells of a closing once the CRM has said all of it: the changes of one act come one by one and in any order, and between them a deal that was won may look lost.</summary>
internal sealed class TellClosing(ScopeDb db) : JobHandler<TellClosing.Job>
{
    /// <summary>How long the changes of one act may take to come in.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    /// <param name="MovedAt">The move that looked like a closing.</param>
    public sealed record Job(Guid OutcomeId, DateTimeOffset MovedAt) : IJob
    {
        public static string Kind => "scope.tell-closing";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        // An event that opens it again waits until this is told, or is seen here.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from outcomes where account_email = {db.Account.Email} and id = {job.OutcomeId} for update",
            ct
        );
        var outcome = await db.Outcomes.SingleOrDefaultAsync(o => o.Id == job.OutcomeId, ct);
        if (outcome is { Untold: true, MovedAt: { } moved } && moved == job.MovedAt)
        {
            db.Enqueue(new TellEvent.Job(DealClosed.Name, outcome.Id, moved));
            outcome.Told();
        }

        await work.Commit(lease, ct);
    }
}
