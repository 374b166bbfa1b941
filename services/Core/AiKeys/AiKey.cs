namespace LeadFuel.Core.AiKeys;

[Stored(
    "Your own key of Anthropic, if you gave one, encrypted by us with a key of your account. Deleted at once when you remove it.",
    Kept.WithAccount
)]
public sealed class AiKey : IOwned
{
    public const string SealedFor = OwnKeyRegistration.SealedFor;

    public string AccountEmail { get; private set; } = "";

    [Purpose(
        "Lets Claude be asked at your own cost",
        Encrypted = true,
        SealedFor = SealedFor,
        Withheld = "a secret"
    )]
    public string Sealed { get; private set; } = "";

    [Purpose("Its last four characters, to tell it from another")]
    public string LastFour { get; private set; } = "";

    [Purpose("Who gave it")]
    public string GivenBy { get; private set; } = "";

    [Purpose("When Anthropic last accepted it here")]
    public DateTimeOffset CheckedAt { get; private set; }

    [Purpose("When Anthropic last refused it, in use or when asked again")]
    public DateTimeOffset? RefusedAt { get; private set; }

    public int Version { get; private set; }

    public void Give(SecretKeys keys, string account, Secret key, string by, DateTimeOffset now) =>
        (Sealed, LastFour, GivenBy, CheckedAt, RefusedAt, Version) = (
            keys.Seal(SealedFor, account, key.Reveal()),
            key.Reveal()[^4..],
            by,
            now,
            null,
            Version + 1
        );

    public void Accepted(DateTimeOffset now) => (CheckedAt, RefusedAt) = (now, null);

    public void Refused(DateTimeOffset now) => RefusedAt = now;

    public Secret Open(SecretKeys keys) => keys.Open(SealedFor, AccountEmail, Sealed);

    public sealed class Table : IEntityTypeConfiguration<AiKey>
    {
        public void Configure(EntityTypeBuilder<AiKey> builder)
        {
            builder.ToTable("ai_keys");
            builder.HasKey(k => k.AccountEmail);
            builder.Property(k => k.Version).IsConcurrencyToken();
        }
    }
}
