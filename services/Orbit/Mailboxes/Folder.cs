namespace LeadFuel.Orbit.Mailboxes;

public enum FolderPhase : short
{
    New = 0,
    Paging = 1,
    Current = 2,

    /// <summary>Read again from its beginning; what is not seen until its end is gone.</summary>
    Resync = 3,
}

[Stored(
    "Folders of a connected mailbox: their names, how many mails they hold, and how far they are read.",
    Kept.UntilDeleted
)]
public sealed class Folder : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The mailbox it belongs to")]
    public required Guid MailboxId { get; init; }

    [Purpose("Names the folder at Microsoft")]
    public required string GraphId { get; init; }

    [Purpose("Its name")]
    public string Name { get; set; } = "";

    [Purpose("Which of the known folders it is, such as inbox or sentitems; empty for others")]
    public string Known { get; set; } = "";

    [Purpose("The folder it lies in, at Microsoft")]
    public string ParentGraphId { get; set; } = "";

    [Purpose("How many mails Microsoft counts in it")]
    public int Total { get; set; }

    [Purpose("Whether it is read")]
    public bool Included { get; set; }

    [Purpose(
        "Where reading goes on, as Microsoft gave it",
        Withheld = "of use at Microsoft only, with the tokens"
    )]
    public string? Link { get; set; }

    [Purpose("New, being read, current, or read again")]
    public FolderPhase Phase { get; set; }

    [Purpose("How often it was begun from its start")]
    public int Generation { get; set; }

    [Purpose("Pages read")]
    public int Pages { get; set; }

    [Purpose("Mails seen in it so far")]
    public int Seen { get; set; }

    [Purpose("When it was last read to its end")]
    public DateTimeOffset? SyncedAt { get; set; }

    [Purpose("How long it rests between two looks, in seconds: longer while nothing comes")]
    public int RestSeconds { get; set; } = Shortest;

    public const int Shortest = 120;
    public const int Longest = 1800;

    /// <summary>Where answers to campaigns are looked for they are found within two minutes, whatever else goes on.</summary>
    public const int ForReplies = 60;

    /// <summary>What happens where people write and read is looked for often; elsewhere the longer the quieter it is.</summary>
    public bool Due(DateTimeOffset now, bool replies) => NextLook(now, replies) <= now;

    public DateTimeOffset NextLook(DateTimeOffset now, bool replies) =>
        Phase != FolderPhase.Current || SyncedAt is not { } at ? now
        : Known == "inbox" && replies ? at.AddSeconds(ForReplies)
        : Known is "inbox" or "sentitems" ? at.AddSeconds(Shortest)
        : at.AddSeconds(RestSeconds);

    public sealed class Table : IEntityTypeConfiguration<Folder>
    {
        public void Configure(EntityTypeBuilder<Folder> folders)
        {
            folders.HasKey(f => new { f.AccountEmail, f.Id });
            folders.Property(f => f.Phase).HasConversion<short>();
            folders
                .HasIndex(f => new
                {
                    f.AccountEmail,
                    f.MailboxId,
                    f.GraphId,
                })
                .IsUnique();
            folders
                .HasOne<Mailbox>()
                .WithMany()
                .HasForeignKey(f => new { f.AccountEmail, f.MailboxId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
