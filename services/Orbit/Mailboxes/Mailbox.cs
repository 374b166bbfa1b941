namespace LeadFuel.Orbit.Mailboxes;

public enum MailboxState : short
{
    Choosing = 0,
    FirstSync = 1,
    Live = 2,
    Reconnect = 3,
    Disconnecting = 4,
}

/// <summary>What other members see of a mailbox; each includes the one before.</summary>
public enum Visibility : short
{
    Private = 0,
    Strength = 1,
    Subjects = 2,
    Full = 3,
}

/// <summary>From which mail a person becomes a contact.</summary>
public enum ContactsFrom : short
{
    Written = 0,
    Received = 1,
    Nothing = 2,
}

[Stored(
    "Mailboxes that members connected: their address, the sealed tokens to read them, and what is read.",
    Kept.UntilDeleted
)]
public sealed class Mailbox : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The member whose mailbox it is; only they may change it")]
    public required string Member { get; init; }

    [Purpose("The mailbox's own address")]
    public required string Address { get; set; }

    [Purpose("The organisation at Microsoft, so that another account is not taken for this one")]
    public required string TenantId { get; init; }

    [Purpose("The person at Microsoft, so that another account is not taken for this one")]
    public required string DirectoryId { get; init; }

    [Purpose("What Microsoft allows us to read")]
    public string[] Scopes { get; set; } = [];

    [Purpose(
        "The tokens that read the mailbox, as Fernet text",
        Encrypted = true,
        SealedFor = Consent.Sealed,
        Withheld = "a secret; it opens the mailbox"
    )]
    public string? Tokens { get; set; }

    [Purpose("Keeps two runs from renewing the tokens at once")]
    public DateTimeOffset? RefreshingUntil { get; set; }

    [Purpose("Choosing, first sync, live, reconnect or disconnecting")]
    public MailboxState State { get; set; }

    [Purpose("Whether the text of mails is read, or only who wrote to whom, when and about what")]
    public bool WithText { get; set; }

    [Purpose("Older mail is not kept")]
    public DateTimeOffset? OldestAt { get; set; }

    [Purpose("What other members see of it")]
    public Visibility Visibility { get; set; } = Visibility.Strength;

    [Purpose("From which mail a person becomes a contact")]
    public ContactsFrom Contacts { get; set; }

    [Purpose("Addresses the member writes from, so that sent and received are told apart")]
    public string[] OwnAddresses { get; set; } = [];

    [Purpose("Since when answers to campaigns are looked for in it")]
    public DateTimeOffset? RepliesAt { get; set; }

    [Purpose("Which run of the sync goes on; a run of another number ends")]
    public int Chain { get; set; }

    [Purpose("How far the first sync is, in percent; never falls")]
    public int Percent { get; set; }

    [Purpose("When the first sync began")]
    public DateTimeOffset? SyncStartedAt { get; set; }

    [Purpose("How many mails a second the first sync reads, the newest pages counting most")]
    public double? Rate { get; set; }

    [Purpose("When that was last measured")]
    public DateTimeOffset? RateAt { get; set; }

    [Purpose("When the list of folders was last read")]
    public DateTimeOffset? FoldersAt { get; set; }

    [Purpose("When it was last read to its end")]
    public DateTimeOffset? SyncedAt { get; set; }

    [Purpose("When it is read next")]
    public DateTimeOffset? NextSyncAt { get; set; }

    [Purpose("Microsoft asked us to wait until then")]
    public DateTimeOffset? HeldUntil { get; set; }

    [Purpose("How often in a row Microsoft asked us to wait, so that we wait longer each time")]
    public int Holds { get; set; }

    [Purpose("Why it is not read, as a code without content")]
    public string? Problem { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
    public int Version { get; private set; } = 1;

    public bool Reads => State is MailboxState.FirstSync or MailboxState.Live;

    /// <summary>Microsoft allows more than reading, though nothing else was asked for.</summary>
    public bool MoreThanReading =>
        Scopes.Any(scope =>
            scope.Contains("Write", StringComparison.OrdinalIgnoreCase)
            || scope.Contains(".Send", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The tokens may be used.</summary>
    public bool Connected => Reads || State == MailboxState.Choosing;

    public void Edited() => Version++;

    public sealed class Table : IEntityTypeConfiguration<Mailbox>
    {
        public void Configure(EntityTypeBuilder<Mailbox> mailboxes)
        {
            mailboxes.HasKey(m => new { m.AccountEmail, m.Id });
            mailboxes.Property(m => m.State).HasConversion<short>();
            mailboxes.Property(m => m.Visibility).HasConversion<short>();
            mailboxes.Property(m => m.Contacts).HasConversion<short>();
            mailboxes.Property(m => m.Version).IsConcurrencyToken();
            mailboxes
                .HasIndex(m => new
                {
                    m.AccountEmail,
                    m.TenantId,
                    m.DirectoryId,
                })
                .IsUnique();
        }
    }
}
