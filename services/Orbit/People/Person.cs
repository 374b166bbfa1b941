namespace LeadFuel.Orbit.People;

[Stored(
    "People whom connected mailboxes know: their name and how close they are.",
    Kept.UntilDeleted
)]
public sealed class Person : IOwned
{
    /// <summary>Made from the address that was seen first, so that the order in which mail is read makes no difference.</summary>
    public Guid Id { get; private init; }
    public string AccountEmail { get; private set; } = "";

    [Purpose("Their name, as it stands in most mails")]
    public string Name { get; set; } = "";

    [Purpose(
        "The words of the name in lower case, to find it in a text before the text leaves for others"
    )]
    public string NameKey { get; set; } = "";

    [Purpose("The mail that the name stands in")]
    public Guid? NameFromId { get; set; }

    [Purpose("The same person under another address, when they were joined")]
    public Guid? MergedIntoId { get; set; }

    [Purpose("The person who stands for all that were joined")]
    public Guid RootId { get; set; }

    [Purpose("Set while strength has to be computed anew")]
    public bool Stale { get; set; }

    [Purpose("When strength was last computed")]
    public DateTimeOffset? ScoredAt { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public sealed class Table : IEntityTypeConfiguration<Person>
    {
        public void Configure(EntityTypeBuilder<Person> persons)
        {
            persons.HasKey(p => new { p.AccountEmail, p.Id });
            persons.HasIndex(p => new { p.AccountEmail, p.RootId });
            persons.HasIndex(p => new { p.AccountEmail, p.NameKey });
            persons.HasIndex(p => new { p.AccountEmail, p.Id }, "stale_persons").HasFilter("stale");
        }
    }
}

[Stored("Addresses seen in mails, and whose they are.", Kept.UntilDeleted)]
public sealed class Address : IOwned
{
    public Guid Id { get; private init; }
    public string AccountEmail { get; private set; } = "";

    [Purpose("The address in lower case")]
    public string Email { get; private init; } = "";

    [Purpose("Its domain, for rules and companies")]
    public string Domain { get; private init; } = "";

    [Purpose("The person, once somebody here wrote to them")]
    public Guid? PersonId { get; private init; }

    public sealed class Table : IEntityTypeConfiguration<Address>
    {
        public void Configure(EntityTypeBuilder<Address> addresses)
        {
            addresses.HasKey(a => new { a.AccountEmail, a.Id });
            addresses.Property(a => a.Email).UseCollation("C");
            addresses.HasIndex(a => new { a.AccountEmail, a.Email }).IsUnique();
            addresses.HasIndex(a => new { a.AccountEmail, a.Domain });
            addresses.HasIndex(a => new { a.AccountEmail, a.PersonId });
        }
    }
}

public enum IdentityAct : short
{
    Merge = 1,
    Unmerge = 2,
    Separate = 3,
}

[Stored("Who joined or parted which people, when and why.", Kept.UntilDeleted)]
public sealed class IdentityEvent : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Joined, parted, or said to be different people")]
    public required IdentityAct Act { get; init; }

    [Purpose("The person who stays")]
    public required Guid PersonId { get; init; }

    [Purpose("The person who was joined to or parted from them")]
    public required Guid OtherId { get; init; }

    [Purpose("Who did it")]
    public required string Actor { get; init; }

    [Purpose("When")]
    public required DateTimeOffset At { get; init; }

    public sealed class Table : IEntityTypeConfiguration<IdentityEvent>
    {
        public void Configure(EntityTypeBuilder<IdentityEvent> events)
        {
            events.HasKey(e => new { e.AccountEmail, e.Id });
            events.Property(e => e.Act).HasConversion<short>();
            events.HasIndex(e => new { e.AccountEmail, e.PersonId });
        }
    }
}

[Stored("Pairs of people of whom somebody said that they are not the same.", Kept.UntilDeleted)]
public sealed class Separation : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("One of the two; the smaller id")]
    public required Guid LeftId { get; init; }

    [Purpose("The other")]
    public required Guid RightId { get; init; }

    public static (Guid Left, Guid Right) Pair(Guid one, Guid other) =>
        one.CompareTo(other) < 0 ? (one, other) : (other, one);

    public sealed class Table : IEntityTypeConfiguration<Separation>
    {
        public void Configure(EntityTypeBuilder<Separation> separations) =>
            separations.HasKey(s => new
            {
                s.AccountEmail,
                s.LeftId,
                s.RightId,
            });
    }
}
