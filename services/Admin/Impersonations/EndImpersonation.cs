namespace LeadFuel.Admin.Impersonations;

/// <summary>Closes a visit in both logs when its 30 minutes are over. What was open is shut by the clock, not by this.</summary>
internal sealed class EndImpersonation(AdminDb db, Visits visits, TimeProvider clock)
    : JobHandler<EndImpersonation.Job>
{
    public sealed record Job(Guid Visit) : IJob
    {
        public static string Kind => "admin.end-impersonation";

        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await visits.End(job.Visit, "time", clock.GetUtcNow(), ct);
        await work.Commit(lease, ct);
    }
}
