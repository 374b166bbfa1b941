namespace LeadFuel.Orbit.Mailboxes;

[Stored(
    "Connections to Microsoft that were begun and not yet finished.",
    Kept.OneDay,
    After = nameof(CreatedAt)
)]
public sealed class Consent : IOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    public const string Sealed = "orbit.oauth";

    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Hash of the state that Microsoft gives back", Withheld = "a hash only")]
    public required byte[] StateHash { get; init; }

    [Purpose(
        "What proves that the code comes back to whom it was asked for, as Fernet text",
        Encrypted = true,
        Withheld = "a secret of ten minutes"
    )]
    public required string Verifier { get; init; }

    [Purpose("The session that began it; no other may finish it")]
    public required string SessionId { get; init; }

    [Purpose("The member who began it")]
    public required string Member { get; init; }

    [Purpose("The mailbox that is connected anew, if it is one")]
    public Guid? MailboxId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<Consent>
    {
        public void Configure(EntityTypeBuilder<Consent> consents)
        {
            consents.HasKey(c => new { c.AccountEmail, c.Id });
            consents.HasIndex(c => new { c.AccountEmail, c.StateHash }).IsUnique();
        }
    }
}
