namespace LeadFuel.Orbit.Exclusions;

public enum ExclusionKind : short
{
    Address = 0,
    Domain = 1,
    Folder = 2,
    Category = 3,

    /// <summary>Marked private, personal or confidential by its writer.</summary>
    Marked = 4,

    /// <summary>Everybody in it has an address of the mailbox's own domain.</summary>
    Internal = 5,

    /// <summary>Somebody outside writes from a provider of free mail.</summary>
    FreeMail = 6,

    /// <summary>Newsletters and machines.</summary>
    Robots = 7,
}

[Stored("Rules that keep mail from being stored at all.", Kept.UntilDeleted)]
public sealed class ExclusionRule : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The member whose mailboxes it holds for; empty: all of the account")]
    public required string Member { get; init; }

    [Purpose("What it looks at")]
    public required ExclusionKind Kind { get; init; }

    [Purpose("The address, domain, folder or category")]
    public required string Value { get; init; }

    [Purpose("Who made it")]
    public required string By { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<ExclusionRule>
    {
        public void Configure(EntityTypeBuilder<ExclusionRule> rules)
        {
            rules.HasKey(r => new { r.AccountEmail, r.Id });
            rules.Property(r => r.Kind).HasConversion<short>();
            rules
                .HasIndex(r => new
                {
                    r.AccountEmail,
                    r.Member,
                    r.Kind,
                    r.Value,
                })
                .IsUnique();
        }
    }
}

[Stored(
    "That a mail was left out: a keyed hash of its id, from which nothing can be read.",
    Kept.UntilDeleted
)]
public sealed class ExcludedMark : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox")]
    public required Guid MailboxId { get; init; }

    [Purpose("Keyed hash of the mail's id", Withheld = "a hash only")]
    public required byte[] Mark { get; init; }

    public sealed class Table : IEntityTypeConfiguration<ExcludedMark>
    {
        public void Configure(EntityTypeBuilder<ExcludedMark> marks) =>
            marks.HasKey(m => new
            {
                m.AccountEmail,
                m.MailboxId,
                m.Mark,
            });
    }
}
