using System.Text.Json;

namespace LeadFuel.Signal.Connections;

[Stored(
    "LinkedIn's tokens, encrypted by us with a key of your account. Deleted at once when you disconnect.",
    Kept.WithAccount
)]
public sealed class ConnectionToken : IOwned
{
    public const string SealedFor = "signal.oauth";

    public string AccountEmail { get; private set; } = "";

    [Purpose("Which connection")]
    public required Guid ConnectionId { get; init; }

    [Purpose("Lets Signal publish", Encrypted = true, SealedFor = SealedFor, Withheld = "a secret")]
    public string AccessToken { get; private set; } = "";

    [Purpose(
        "Renews the access token",
        Encrypted = true,
        SealedFor = SealedFor,
        Withheld = "a secret"
    )]
    public string? RefreshToken { get; private set; }

    [Purpose("Until when one renewal is under way, so that no second one begins")]
    public DateTimeOffset? RenewingUntil { get; set; }

    public void Access(SecretKeys keys, string account, Secret token) =>
        AccessToken = Sealed(keys, account, token);

    /// <summary>An answer without a refresh token never takes the stored one away.</summary>
    public void Refresh(SecretKeys keys, string account, Secret? token)
    {
        if (token is not null)
        {
            RefreshToken = Sealed(keys, account, token);
        }
    }

    /// <summary>It was given to another application.</summary>
    public void ForgetRefresh() => RefreshToken = null;

    public Secret OpenAccess(SecretKeys keys, string account) => Open(keys, account, AccessToken);

    public Secret? OpenRefresh(SecretKeys keys, string account) =>
        RefreshToken is null ? null : Open(keys, account, RefreshToken);

    private sealed record Content(Guid Id, string Token);

    // With the row's own id, so that a text copied from another row opens nothing.
    private string Sealed(SecretKeys keys, string account, Secret token) =>
        keys.Seal(
            SealedFor,
            account,
            JsonSerializer.Serialize(new Content(ConnectionId, token.Reveal()), HouseJson.Options)
        );

    private Secret Open(SecretKeys keys, string account, string text)
    {
        var content = JsonSerializer.Deserialize<Content>(
            keys.Open(SealedFor, account, text).Reveal(),
            HouseJson.Options
        );
        return content?.Id == ConnectionId
            ? new Secret(content.Token)
            : throw new FernetException();
    }

    public sealed class Table : IEntityTypeConfiguration<ConnectionToken>
    {
        public void Configure(EntityTypeBuilder<ConnectionToken> tokens)
        {
            tokens.HasKey(t => new { t.AccountEmail, t.ConnectionId });
            tokens
                .HasOne<Connection>()
                .WithMany()
                .HasForeignKey(t => new { t.AccountEmail, t.ConnectionId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
