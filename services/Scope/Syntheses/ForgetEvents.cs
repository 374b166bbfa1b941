namespace LeadFuel.Scope.Syntheses;

/// <summary>Takes away what the browser was told, a day after.</summary>
internal sealed class ForgetEvents(ScopeDb db) : JobHandler<ForgetEvents.Job>
{
    public sealed record Job(Guid SynthesisId) : IJob
    {
        public static string Kind => "scope.forget-events";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await db
            .SynthesisEvents.Where(e => e.SynthesisId == job.SynthesisId)
            .ExecuteDeleteAsync(ct);
        await work.Commit(lease, ct);
    }
}
