namespace LeadFuel.Admin.Impersonations;

/// <summary>A request for deletion signs everybody out, an operator who looks in as well; both logs say why.</summary>
internal sealed class EndHeldViewing(AdminDb db, Visits visits, TimeProvider clock) : IWaitingWork
{
    public async Task Hold(CancellationToken ct)
    {
        var running = await db
            .Impersonations.Where(i => i.EndedAt == null)
            .Select(i => i.Id)
            .ToListAsync(ct);
        foreach (var id in running)
        {
            await visits.End(id, Visits.Deletion, clock.GetUtcNow(), ct);
        }
    }

    /// <summary>A viewing that has ended stays so.</summary>
    public Task Pause(CancellationToken ct) => Task.CompletedTask;
}
