namespace LeadFuel.Gateway.Sessions;

/// <summary>Who is signed in here, as Core said it.</summary>
internal sealed class Session(
    TokenHash cookie,
    string account,
    string member,
    string id,
    DateTimeOffset signedInAt,
    DateTimeOffset endsAt,
    string state
)
{
    private static readonly Refused Leaving = Refuse.Forbidden(
        "deletion-pending",
        "This account waits for its deletion. An owner can undo that, or download everything first."
    );

    private static readonly Refused Suspended = Refuse.Forbidden(
        "account-suspended",
        "Operators of LeadFuel suspended this account. The page that opens says why, and an owner can download everything there."
    );

    public TokenHash Cookie => cookie;

    public string Account => account;

    public string Id => id;

    public DateTimeOffset EndsAt => endsAt;

    /// <summary>What is answered while the account is held and only one page is open: with the reason, and the way to take everything along.</summary>
    public Refused? Confined { get; } =
        state switch
        {
            "deletion_pending" or "purging" => Leaving,
            "suspended" => Suspended,
            _ => null,
        };

    /// <summary>What the services are told; the same object for every request, so that its token is found again quickly.</summary>
    public TokenClaims Claims { get; } =
        new(member)
        {
            Account = account,
            SessionId = id,
            SignedInAt = signedInAt,
            EndsAt = endsAt,
        };
}
