using LeadFuel.Reach.Rpc;

namespace LeadFuel.Scope.Outcomes;

/// <summary>Tells Reach that a deal with a company was closed, so that its people get no further mail of a campaign.</summary>
internal sealed class StopCampaigns(ScopeDb db, Deals.DealsClient reach)
    : JobHandler<StopCampaigns.Job>
{
    public sealed record Job(Guid OutcomeId) : IJob
    {
        public static string Kind => "scope.stop-campaigns";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        DealOutcome? outcome;
        await using (await db.Begin(ct))
        {
            outcome = await db
                .Outcomes.AsNoTracking()
                .SingleOrDefaultAsync(o => o.Id == job.OutcomeId, ct);
        }

        // Reopened meanwhile, or of another company: the next closing tells it anew.
        if (outcome is { Closed: true, Domain: { } domain })
        {
            Fault.Point("scope.before-stop");
            await reach.StopAtCompanyAsync(
                new StopAtCompanyRequest { Domain = domain, OutcomeId = outcome.Id.ToString() },
                cancellationToken: ct
            );
            Fault.Point("scope.after-stop");
        }
    }
}
