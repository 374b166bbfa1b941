namespace LeadFuel.Accounts;

/// <summary>What an account had set going before it was held. When its deletion is undone nothing of that leaves by itself: a person starts it again.</summary>
public interface IWaitingWork
{
    /// <summary>In the unit of work that holds the account: what must not go on while it waits for its deletion.</summary>
    Task Hold(CancellationToken ct) => Task.CompletedTask;

    /// <summary>In the unit of work that lets the account go on; called once for each time it was held.</summary>
    Task Pause(CancellationToken ct);
}
