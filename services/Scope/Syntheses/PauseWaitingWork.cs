namespace LeadFuel.Scope.Syntheses;

/// <summary>Claude is not asked because a deletion was undone: a member starts the writing again.</summary>
internal sealed class PauseWaitingWork(ScopeDb db, SynthesisLog log) : IWaitingWork
{
    public async Task Pause(CancellationToken ct)
    {
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
