namespace LeadFuel.Accounts;

/// <summary>A row that belongs to one account. The owner is set by the unit of work, never by application code.</summary>
public interface IOwned
{
    string AccountEmail { get; }
}

/// <summary>A row that a person may delete and take back until the next archive run.</summary>
public interface IDeletable : IOwned
{
    DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>The key of an account: the lower-cased address it was founded with. Only a token, a door or a claimed job hands one out.</summary>
public readonly record struct AccountKey
{
    private readonly string email;

    internal AccountKey(string email) => this.email = email;

    public string Email =>
        email ?? throw new InvalidOperationException("This account key is empty.");

    public override string ToString() => "***";
}
