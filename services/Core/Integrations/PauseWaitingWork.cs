using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Core.Integrations;

/// <summary>
/// What was to be told before a deletion was asked for is no news when it was undone; each can be sent again from the list.
/// After a suspension it is told late, as after a channel was away.
/// </summary>
public sealed class PauseWaitingWork(CoreDb db) : IWaitingWork
{
    public Task Pause(HoldCause cause, CancellationToken ct) =>
        cause == HoldCause.Suspension
            ? Task.CompletedTask
            : db
                .Deliveries.Where(d => d.State == DeliveryState.Waiting)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(d => d.State, DeliveryState.Dropped)
                            .SetProperty(d => d.NextAt, (DateTimeOffset?)null),
                    ct
                );
}
