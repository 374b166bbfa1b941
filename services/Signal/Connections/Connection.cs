namespace LeadFuel.Signal.Connections;

public enum ConnectionState : short
{
    Active = 0,

    /// <summary>LinkedIn takes the token no more: only the person can renew it.</summary>
    ReauthRequired = 1,
    Disconnected = 2,
}

[Stored(
    "LinkedIn profiles that were connected, and how long their consent lasts.",
    Kept.WithAccount
)]
public sealed class Connection : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Names the profile at LinkedIn")]
    public required string MemberUrn { get; init; }

    [Purpose("Whose profile it is")]
    public required string DisplayName { get; set; }

    [Purpose("Which application at LinkedIn the consent was given to")]
    public required string ClientId { get; set; }

    [Purpose("What LinkedIn was asked for and granted")]
    public string[] Scopes { get; private set; } = [];

    [Purpose("Active, to be renewed by you, or disconnected")]
    public ConnectionState State { get; private set; }

    [Purpose("Until when the access token works")]
    public DateTimeOffset AccessExpiresAt { get; private set; }

    [Purpose("Until when it can be renewed by itself; empty: it cannot")]
    public DateTimeOffset? RefreshExpiresAt { get; private set; }

    [Purpose("Why the last renewal failed: the error's name")]
    public string? LastError { get; private set; }

    [Purpose("Who connected it")]
    public required string By { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public int Version { get; private set; } = 1;

    public bool Live => State != ConnectionState.Disconnected;

    /// <summary>When publishing ends unless the person renews the consent: LinkedIn gives refresh tokens to few.</summary>
    public DateTimeOffset EndsAt => RefreshExpiresAt ?? AccessExpiresAt;

    public bool Grants(string scope) => Scopes.Contains(scope);

    /// <summary>A consent, first or renewed: the same row, so that posts keep where they belong.</summary>
    public void Connected(DateTimeOffset now, string[] scopes, TimeSpan access, TimeSpan? refresh)
    {
        (State, LastError, Version) = (ConnectionState.Active, null, Version + 1);
        (Scopes, AccessExpiresAt) = (scopes, now + access);
        RefreshExpiresAt = refresh is { } lives ? now + lives : RefreshExpiresAt;
    }

    /// <summary>Another application asks for the consent now: what the first one was given renews nothing of it.</summary>
    public void MovedTo(string clientId) => (ClientId, RefreshExpiresAt) = (clientId, null);

    /// <summary>The end of the refresh token does not move with its use.</summary>
    public void Refreshed(DateTimeOffset now, string[] scopes, TimeSpan access)
    {
        (State, LastError, AccessExpiresAt) = (ConnectionState.Active, null, now + access);
        Scopes = scopes.Length > 0 ? scopes : Scopes;
    }

    public void NeedsReauth(string error)
    {
        if (Live)
        {
            (State, LastError) = (ConnectionState.ReauthRequired, error);
        }
    }

    public void Disconnect() =>
        (State, RefreshExpiresAt, LastError, Version) = (
            ConnectionState.Disconnected,
            null,
            null,
            Version + 1
        );

    public sealed class Table : IEntityTypeConfiguration<Connection>
    {
        public void Configure(EntityTypeBuilder<Connection> connections)
        {
            connections.HasKey(c => new { c.AccountEmail, c.Id });
            connections.Property(c => c.State).HasConversion<short>();
            connections.Property(c => c.Version).IsConcurrencyToken();
            connections.Ignore(c => c.Live);
            connections.Ignore(c => c.EndsAt);
            connections.HasIndex(c => new { c.AccountEmail, c.MemberUrn }).IsUnique();
        }
    }
}
