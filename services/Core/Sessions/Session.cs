namespace LeadFuel.Core.Sessions;

/// <summary>A signed-in browser. The row goes when it is revoked or has run out.</summary>
[Stored(
    "Signed-in browsers: device, browser, network prefix and times; of the cookie only a hash.",
    "Until revoked; 7 days unused, 30 days at most."
)]
public sealed class Session : IOwned
{
    public static readonly TimeSpan Idle = TimeSpan.FromDays(7);
    public static readonly TimeSpan Absolute = TimeSpan.FromDays(30);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Recognises the cookie without holding it", Withheld = "a hash only")]
    public required byte[] TokenHash { get; init; }

    [Purpose("Who signed in")]
    public required string Member { get; init; }

    [Purpose("The kind of device, so that you know it in the list")]
    public string Device { get; private set; } = "";

    [Purpose("The browser, so that you know it in the list")]
    public string Browser { get; private set; } = "";

    [Purpose("The truncated network it was last seen from")]
    public string Network { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    [Purpose("When it was last used, to the minute")]
    public required DateTimeOffset SeenAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.HasKey(s => new { s.AccountEmail, s.Id });
            builder.Property(s => s.Member).HasMaxLength(254);
            builder.Property(s => s.Device).HasMaxLength(40);
            builder.Property(s => s.Browser).HasMaxLength(40);
            builder.Property(s => s.Network).HasMaxLength(64);
        }
    }
}
