namespace LeadFuel.Core.Integrations;

/// <summary>What was to be told before a deletion was asked for is no news when it was undone; each can be sent again from the list.</summary>
public sealed class PauseWaitingWork(CoreDb db) : IWaitingWork
{
    public Task Pause(CancellationToken ct) =>
        db
            .Deliveries.Where(d => d.State == DeliveryState.Waiting)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(d => d.State, DeliveryState.Dropped)
                        .SetProperty(d => d.NextAt, (DateTimeOffset?)null),
                ct
            );
}
