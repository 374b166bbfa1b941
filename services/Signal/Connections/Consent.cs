using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Signal.Connections;

[Stored(
    "Sign-ins at LinkedIn that were begun: good once, for ten minutes, in the session that began them.",
    Kept.OneDay,
    After = nameof(ExpiresAt)
)]
public sealed class Consent : IOwned
{
    public static readonly TimeSpan Lives = TimeSpan.FromMinutes(10);

    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Hash of the number that LinkedIn hands back", Withheld = "a hash only")]
    public required byte[] StateHash { get; init; }

    [Purpose("The session that began it")]
    public required string SessionId { get; init; }

    [Purpose("Which application at LinkedIn was asked for")]
    public required string ClientId { get; init; }

    [Purpose("What was asked for")]
    public required string[] Scopes { get; init; }

    [Purpose("When it runs out")]
    public required DateTimeOffset ExpiresAt { get; init; }

    public static string NewState() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));

    public sealed class Table : IEntityTypeConfiguration<Consent>
    {
        public void Configure(EntityTypeBuilder<Consent> consents)
        {
            consents.HasKey(c => new { c.AccountEmail, c.Id });
            consents.HasIndex(c => new { c.AccountEmail, c.StateHash }).IsUnique();
            consents.HasIndex(c => new { c.AccountEmail, c.ExpiresAt });
        }
    }
}
