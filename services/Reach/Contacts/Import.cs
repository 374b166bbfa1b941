namespace LeadFuel.Reach.Contacts;

[Stored("Imports of contacts: the file's name and how many rows came to what.", Kept.WithAccount)]
public sealed class Import : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Tells imports apart in lists and audiences")]
    public required string Name { get; init; }

    [Purpose("Rows that became new contacts")]
    public int Added { get; init; }

    [Purpose("Rows that changed a contact")]
    public int Changed { get; init; }

    [Purpose("Rows that said what was known, or repeated an earlier row")]
    public int Duplicates { get; init; }

    [Purpose("Rows whose address gets no mail")]
    public int Suppressed { get; init; }

    [Purpose("Rows that could not be read")]
    public int Rejected { get; init; }

    [Purpose("Who imported it")]
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<Import>
    {
        public void Configure(EntityTypeBuilder<Import> imports)
        {
            imports.HasKey(i => new { i.AccountEmail, i.Id });
            imports.HasIndex(i => new { i.AccountEmail, i.CreatedAt });
        }
    }
}

[Stored(
    "Rows of an import that were not taken: line, column and reason, without the row's content.",
    Kept.WithAccount
)]
public sealed class ImportRejection : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which import")]
    public required Guid ImportId { get; init; }

    [Purpose("Line in the file")]
    public required int Line { get; init; }

    [Purpose("Column in the file")]
    public required string Column { get; init; }

    [Purpose("Why it was not taken")]
    public required string Reason { get; init; }

    public sealed class Table : IEntityTypeConfiguration<ImportRejection>
    {
        public void Configure(EntityTypeBuilder<ImportRejection> rejections)
        {
            rejections.HasKey(r => new
            {
                r.AccountEmail,
                r.ImportId,
                r.Line,
            });
            rejections
                .HasOne<Import>()
                .WithMany()
                .HasForeignKey(r => new { r.AccountEmail, r.ImportId });
        }
    }
}
