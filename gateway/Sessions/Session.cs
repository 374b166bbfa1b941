namespace LeadFuel.Gateway.Sessions;

/// <summary>Who is signed in here, as Core said it.</summary>
internal sealed class Session(
    TokenHash cookie,
    string account,
    string member,
    string id,
    DateTimeOffset signedInAt,
    DateTimeOffset endsAt,
    bool leaving
)
{
    public TokenHash Cookie => cookie;

    public string Account => account;

    public string Id => id;

    public DateTimeOffset EndsAt => endsAt;

    /// <summary>The account waits for its deletion: only what undoes it or takes data along is open.</summary>
    public bool Leaving => leaving;

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
