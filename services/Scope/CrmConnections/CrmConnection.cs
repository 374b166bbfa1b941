namespace LeadFuel.Scope.CrmConnections;

public enum CrmVendor : short
{
    HubSpot = 0,
    Pipedrive = 1,
}

/// <summary>An address at which a customer's CRM tells of deals. Nothing is ever sent there: it only receives.</summary>
[Stored("Addresses at which your CRM tells us of deals, and what came in.", Kept.WithAccount)]
public sealed class CrmConnection : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; init; } = Guid.CreateVersion7();

    [Purpose("HubSpot or Pipedrive")]
    public required CrmVendor Vendor { get; init; }

    [Purpose(
        "Hash of the secret part of the address, by which it is found",
        Withheld = "a hash of a secret"
    )]
    public required byte[] TokenHash { get; init; }

    [Purpose(
        "The secret part of the address, to be shown again",
        Encrypted = true,
        SealedFor = CrmSecrets.Address,
        Withheld = "a secret"
    )]
    public string? Token { get; init; }

    [Purpose(
        "The client secret that HubSpot signs with",
        Encrypted = true,
        SealedFor = CrmSecrets.ClientSecret,
        Withheld = "a secret of HubSpot"
    )]
    public string? Secret { get; private set; }

    [Purpose(
        "The password that your CRM sends, to be shown again",
        Encrypted = true,
        SealedFor = CrmSecrets.Key,
        Withheld = "a secret"
    )]
    public string? Password { get; private set; }

    [Purpose("Hash of the password, by which it is known", Withheld = "a hash of a secret")]
    public byte[]? PasswordHash { get; private set; }

    [Purpose("Hash of the password before", Withheld = "a hash of a secret")]
    public byte[]? OldPasswordHash { get; private set; }

    [Purpose("Which password it had of those that were derived, as the first ones were; 0: none")]
    public int PasswordNumber { get; private set; }

    [Purpose("Until when the password before is taken too")]
    public DateTimeOffset? OldPasswordUntil { get; private set; }

    [Purpose("The CRM's number of the account that it was first told of")]
    public string? Portal { get; private set; }

    [Purpose("HubSpot has signed by its newest form, so an older one is no longer taken")]
    public bool SignsWithTime { get; private set; }

    [Purpose("When something was last told")]
    public DateTimeOffset? LastEventAt { get; private set; }

    [Purpose("How many events were of another account of the CRM")]
    public int Strangers { get; private set; }

    [Purpose("How many events had a form that is not known")]
    public int Unreadable { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; private set; } = 1;

    public void Sign(string secret)
    {
        // Another app may begin with the older signature again.
        (Secret, SignsWithTime) = (secret, false);
        Version++;
    }

    /// <param name="password">Sealed, as it is kept.</param>
    public void Keep(string password, byte[] hash) => (Password, PasswordHash) = (password, hash);

    public void RenewPassword(string password, byte[] hash, byte[]? before, DateTimeOffset now)
    {
        Keep(password, hash);
        (OldPasswordHash, OldPasswordUntil, PasswordNumber) = (before, now.AddDays(1), 0);
        Version++;
    }

    public sealed class Table : IEntityTypeConfiguration<CrmConnection>
    {
        public void Configure(EntityTypeBuilder<CrmConnection> connections)
        {
            connections.HasKey(c => new { c.AccountEmail, c.Id });
            connections.Property(c => c.Vendor).HasConversion<short>();
            connections.Property(c => c.Portal).HasMaxLength(100);
            connections.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}
