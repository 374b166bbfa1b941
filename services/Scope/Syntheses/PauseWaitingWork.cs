using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Scope.Syntheses;

/// <summary>Claude is not asked because a deletion was undone: a member starts the writing again. After a suspension it goes on.</summary>
internal sealed class PauseWaitingWork(ScopeDb db, SynthesisLog log) : IWaitingWork
{
    public async Task Pause(HoldCause cause, CancellationToken ct)
    {
        if (cause == HoldCause.Suspension)
        {
            return;
        }

        foreach (
            var id in await db
                .Syntheses.Where(s => s.State < SynthesisState.Succeeded)
                .Select(s => s.Id)
                .ToListAsync(ct)
        )
        {
            await log.Cancel(id, ct);
        }
    }
}
