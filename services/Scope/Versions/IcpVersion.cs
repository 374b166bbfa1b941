using LeadFuel.Scope.Icps;

namespace LeadFuel.Scope.Versions;

public enum Origin : short
{
    Synthesis = 0,
    Edit = 1,
    Restore = 2,
}

/// <summary>Never changed once it is written; a change is a further version.</summary>
[Stored("The versions of each ICP with the quotes that support them.", Kept.UntilDeleted)]
public sealed class IcpVersion : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The ICP it is a version of")]
    public required Guid IcpId { get; init; }

    [Purpose("1, 2, 3 in the order of saving")]
    public required int Number { get; init; }

    [Purpose("The document: sections, claims, quotes, and the answers they quote")]
    public required IcpDocument Document { get; init; }

    [Purpose("Form of the document")]
    public int SchemaVersion { get; init; } = IcpDocument.Schema;

    [Purpose("Written by synthesis, by edit or by restoring an older one")]
    public required Origin Origin { get; init; }

    [Purpose("The version it was made from, for edits and restores")]
    public int? MadeFrom { get; init; }

    [Purpose("Quotes that did not occur in their source and were dropped")]
    public int QuotesDropped { get; init; }

    [Purpose("Who saved it")]
    public required string Author { get; init; }

    [Purpose("The operator who acted for the author, if any")]
    public string? ActingOperator { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<IcpVersion>
    {
        public void Configure(EntityTypeBuilder<IcpVersion> versions)
        {
            versions.HasKey(v => new
            {
                v.AccountEmail,
                v.IcpId,
                v.Number,
            });
            versions.Property(v => v.Origin).HasConversion<short>();
            versions.Property(v => v.Document).HasColumnType("jsonb");
            versions
                .HasOne<Icp>()
                .WithMany()
                .HasForeignKey(v => new { v.AccountEmail, v.IcpId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
