using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Mails that were due weeks ago do not go out because a deletion was undone: a member resumes the campaign.</summary>
internal sealed class PauseWaitingWork(ReachDb db, TimeProvider clock) : IWaitingWork
{
    public async Task Pause(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (
            var campaign in await db
                .Campaigns.Where(c => c.State == CampaignState.Running)
                .ToListAsync(ct)
        )
        {
            campaign.Pause();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "campaign.paused",
                    campaign.Id,
                    $"Campaign “{campaign.Name}” was paused, because the account was about to be deleted."
                )
            );
        }

        foreach (
            var generation in await db
                .Generations.Where(g => g.State < GenerationState.Done)
                .ToListAsync(ct)
        )
        {
            await RunGeneration.End(generation, GenerationState.Stopped, null, db, now, ct);
        }
    }
}
