namespace LeadFuel.Orbit.Handovers;

[Stored(
    "Probes that Reach mails to a reply inbox before answers are led there: their mark and when they came.",
    Kept.UntilDeleted
)]
public sealed class Probe : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox it is mailed to")]
    public required Guid MailboxId { get; init; }

    [Purpose("Stands in the address it is mailed to")]
    public required string Token { get; init; }

    [Purpose("When it came; empty until then")]
    public DateTimeOffset? SeenAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether a mail to these addresses is this probe.</summary>
    public bool Is(IEnumerable<string> recipients) =>
        recipients.Any(to => to.Contains($"+r.{Token}@", StringComparison.OrdinalIgnoreCase));

    /// <summary>64 characters stand before the @ at most, and one plus is all that leads back to the mailbox.</summary>
    public static bool Fits(string token, string mailbox) =>
        mailbox.LastIndexOf('@') + "+r.".Length + token.Length <= 64 && !mailbox.Contains('+');

    public sealed class Table : IEntityTypeConfiguration<Probe>
    {
        public void Configure(EntityTypeBuilder<Probe> probes)
        {
            probes.HasKey(p => new { p.AccountEmail, p.Id });
            probes.HasIndex(p => new { p.AccountEmail, p.MailboxId });
        }
    }
}
