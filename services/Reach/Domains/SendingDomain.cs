namespace LeadFuel.Reach.Domains;

/// <summary>One DNS record that Resend asks for.</summary>
public sealed record DnsRecord(
    string Record,
    string Name,
    string Type,
    string Value,
    string? Ttl,
    int? Priority,
    string Status
);

[Stored("Domains you send from, with the DNS records Resend asks for.", Kept.WithAccount)]
public sealed class SendingDomain : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The domain; it belongs to one account only")]
    public required string Name { get; init; }

    [Purpose("Names the domain at Resend")]
    public string? ResendId { get; set; }

    [Purpose("Resend's word on its verification")]
    public string Status { get; set; } = "not_started";

    [Purpose("The DNS records to set")]
    public List<DnsRecord> Records { get; set; } = [];

    [Purpose("When Resend was last asked")]
    public DateTimeOffset? CheckedAt { get; set; }

    [Purpose("Whether the domain publishes a DMARC policy")]
    public string Dmarc { get; set; } = Domains.Dmarc.Unknown;

    [Purpose("When its DNS records first proved that it is this account's")]
    public DateTimeOffset? VerifiedAt { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public int Version { get; private set; } = 1;

    private const string VerifiedWord = "verified";

    /// <summary>As long as Resend itself looks for the records of a new domain.</summary>
    public static readonly TimeSpan ProveWithin = TimeSpan.FromDays(3);

    public bool Verified => Status == VerifiedWord;

    /// <summary>Those that mail can be sent from now.</summary>
    public static IQueryable<SendingDomain> AllVerified(ReachDb db) =>
        db.Domains.Where(d => d.Status == VerifiedWord);

    public DateTimeOffset LapsesAt => CreatedAt + ProveWithin;

    /// <summary>Anybody may name a domain; only its DNS records prove whose it is. An unproved claim gives way to another account in the end.</summary>
    public bool Lapsed(DateTimeOffset now) => !Verified && VerifiedAt is null && now >= LapsesAt;

    public void Answered(
        string resendId,
        string status,
        IEnumerable<DnsRecord> records,
        DateTimeOffset now
    )
    {
        (ResendId, Status, Records, CheckedAt, Version) = (
            resendId,
            status,
            [.. records],
            now,
            Version + 1
        );
        VerifiedAt ??= Verified ? now : null;
    }

    public sealed class Table : IEntityTypeConfiguration<SendingDomain>
    {
        public void Configure(EntityTypeBuilder<SendingDomain> domains)
        {
            domains.HasKey(d => new { d.AccountEmail, d.Id });
            domains.Property(d => d.Name).HasMaxLength(253).UseCollation("C");
            domains.Ignore(d => d.Verified);
            domains.Ignore(d => d.LapsesAt);
            domains.Property(d => d.Records).AsJson();
        }
    }
}
