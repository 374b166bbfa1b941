using LeadFuel.Accounts.Rpc;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Mails that were due weeks ago do not go out because a deletion was undone or a suspension lifted: a member resumes the campaign. Drafts being written go on after a suspension.</summary>
internal sealed class PauseWaitingWork(ReachDb db, TimeProvider clock) : IWaitingWork
{
    public async Task Pause(HoldCause cause, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var because =
            cause == HoldCause.Suspension
                ? "the account was suspended"
                : "the account was about to be deleted";
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
                    $"Campaign “{campaign.Name}” was paused, because {because}."
                )
            );
        }

        if (cause == HoldCause.Suspension)
        {
            return;
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
