namespace LeadFuel.Reach.Contacts;

[Stored(
    "People of your customer list: name, address, company, and what your file says of them.",
    Kept.UntilDeleted
)]
public sealed class Contact : IDeletable
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Where mail goes; lower case, unique in the account")]
    public required string Email { get; set; }

    [Purpose("Fills {{first_name}}")]
    public string FirstName { get; set; } = "";

    [Purpose("Fills {{last_name}}")]
    public string LastName { get; set; } = "";

    [Purpose("Fills {{company}}")]
    public string Company { get; set; } = "";

    [Purpose("Fills {{title}}")]
    public string Title { get; set; } = "";

    [Purpose("Fills {{country}}")]
    public string Country { get; set; } = "";

    [Purpose("Further columns of your file, each a merge field")]
    public Dictionary<string, string> Attributes { get; set; } = [];

    [Purpose("The import that last changed it")]
    public Guid? ImportId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public void Edited(DateTimeOffset now) => (UpdatedAt, Version) = (now, Version + 1);

    public sealed class Table : IEntityTypeConfiguration<Contact>
    {
        public void Configure(EntityTypeBuilder<Contact> contacts)
        {
            contacts.HasKey(c => new { c.AccountEmail, c.Id });
            contacts.Property(c => c.Email).HasMaxLength(254).UseCollation("C");
            contacts.Property(c => c.Attributes).AsJson();
            contacts.Property(c => c.Version).IsConcurrencyToken();
            contacts.HasIndex(c => new { c.AccountEmail, c.Email }).IsUnique();
            contacts.HasIndex(c => new { c.AccountEmail, c.ImportId });
        }
    }
}
