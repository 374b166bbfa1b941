using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Admin.Impersonations;

/// <summary>A request for deletion and a suspension end the look of an operator as well; both logs say why.</summary>
internal sealed class EndHeldViewing(AdminDb db, Visits visits, TimeProvider clock) : IWaitingWork
{
    public async Task Hold(HoldCause cause, CancellationToken ct)
    {
        var why = cause == HoldCause.Suspension ? Visits.Suspension : Visits.Deletion;
        var running = await db
            .Impersonations.Where(i => i.EndedAt == null)
            .Select(i => i.Id)
            .ToListAsync(ct);
        foreach (var id in running)
        {
            await visits.End(id, why, clock.GetUtcNow(), ct);
        }
    }

    /// <summary>A viewing that has ended stays so.</summary>
    public Task Pause(HoldCause cause, CancellationToken ct) => Task.CompletedTask;
}
