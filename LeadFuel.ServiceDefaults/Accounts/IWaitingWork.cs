using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Accounts;

/// <summary>
/// What an account had set going before it was held. Of that nothing goes out late by itself: a person starts it again.
/// After a suspension the rest goes on where it stood; after a deletion that was undone it is started anew as well.
/// </summary>
public interface IWaitingWork
{
    /// <summary>In the unit of work that holds the account: what must not go on meanwhile.</summary>
    Task Hold(HoldCause cause, CancellationToken ct) => Task.CompletedTask;

    /// <summary>In the unit of work that ends this cause, be there another one or not; called once for each time it held.</summary>
    Task Pause(HoldCause cause, CancellationToken ct);
}
