using LeadFuel.Reach.Domains;

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

    /// <summary>A row from before kept the letters of its domain: it is the same person, and gets the form that is stored now.</summary>
    public static Task<int> OneForm(ReachDb db, string[] written, CancellationToken ct)
    {
        var old = Array.FindAll(written, form => DomainName.Forms(form)[0] != form);
        var now = Array.ConvertAll(old, form => DomainName.Forms(form)[0]);
        return db.Database.ExecuteSqlAsync(
            $"""
            update contacts c set email = f.now from unnest({old}, {now}) as f (old, now)
             where c.account_email = {db.Account.Email} and c.email = f.old
               and not exists (select 1 from contacts o where o.account_email = c.account_email and o.email = f.now)
            """,
            ct
        );
    }

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
