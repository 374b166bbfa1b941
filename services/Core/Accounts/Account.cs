namespace LeadFuel.Core.Accounts;

public enum AccountState : short
{
    Active = 0,
    Suspended = 1,
    DeletionPending = 2,
    Purging = 3,
}

[Stored("Accounts: name, time zone and state.", Kept.WithAccount)]
public sealed class Account : IOwned
{
    public const int MaxName = 120;
    public const string NoZone = "Etc/UTC";

    public string AccountEmail { get; private set; } = "";

    [Purpose("What the account is called on its pages")]
    public string Name { get; private set; } = "";

    [Purpose("The zone in which times are shown and days end")]
    public string TimeZone { get; private set; } = NoZone;

    [Purpose("Active, suspended, waiting for deletion or being purged")]
    public AccountState State { get; private set; }

    [Purpose("When it is deleted, while it waits for that")]
    public DateTimeOffset? DeletionDueAt { get; private set; }

    [Purpose("Whether a sign-in link opens only the browser that asked for it")]
    public bool SameBrowserOnly { get; private set; }

    public int Version { get; private set; } = 1;
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public void Edit(string name, string timeZone, bool sameBrowserOnly, DateTimeOffset now)
    {
        (Name, TimeZone, SameBrowserOnly, UpdatedAt) = (name, timeZone, sameBrowserOnly, now);
        Version++;
    }

    // The IANA names browsers give, old ones too; a path into the zone files is none.
    public static bool IsZone(string zone) =>
        zone.Length <= 64
        && (zone == "UTC" || zone.Contains('/'))
        && char.IsAsciiLetterUpper(zone[0])
        && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    public sealed class Table : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder)
        {
            builder.HasKey(a => a.AccountEmail);
            builder.Property(a => a.Name).HasMaxLength(MaxName);
            builder.Property(a => a.TimeZone).HasMaxLength(64);
            builder.Property(a => a.State).HasConversion<short>();
            builder.Property(a => a.Version).IsConcurrencyToken();
        }
    }
}
