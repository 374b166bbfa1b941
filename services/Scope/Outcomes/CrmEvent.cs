using System.Text.Json;
using LeadFuel.Scope.CrmConnections;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeadFuel.Scope.Outcomes;

public enum CrmSubject : short
{
    Deal = 0,
    Company = 1,
}

/// <summary>The few fields of an event that are kept, by our names for them. The body it came in is not.</summary>
public sealed class CrmFields() : SortedDictionary<string, string>(StringComparer.Ordinal)
{
    public const string Name = "name";
    public const string Stage = "stage";
    public const string Pipeline = "pipeline";
    public const string Amount = "amount";
    public const string Currency = "currency";
    public const string ClosedAt = "closed_at";
    public const string LostReason = "lost_reason";
    public const string IsClosed = "is_closed";
    public const string IsWon = "is_won";
    public const string CompanyDomain = "company_domain";
    public const string CompanyId = "company_id";
    public const string Deleted = "deleted";
    public const string MergedTo = "merged_to";

    /// <summary>Longer texts are cut: they are names and reasons, not documents.</summary>
    public const int Longest = 500;

    public sealed class Json()
        : ValueConverter<CrmFields, string>(
            fields => JsonSerializer.Serialize(fields, HouseJson.Options),
            json => JsonSerializer.Deserialize<CrmFields>(json, HouseJson.Options)!
        );
}

/// <summary>One thing that a CRM told, as it was read from the wire.</summary>
/// <param name="Order">Decides between two of the same instant; the same wherever it is read.</param>
/// <param name="Key">The same for each repeat of the same event, and for no other.</param>
internal sealed record CrmFact(
    CrmSubject Subject,
    string VendorId,
    string Portal,
    DateTimeOffset At,
    string Order,
    string Key,
    CrmFields Fields
);

[Stored(
    "What your CRM told of deals, as single fields; never the message it came in.",
    Kept.Days90,
    After = nameof(ReceivedAt)
)]
public sealed class CrmEvent : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("The address it was told at")]
    public required Guid ConnectionId { get; init; }

    [Purpose("Hash by which a repeat is known", Withheld = "a hash only")]
    public required string DedupeKey { get; init; }

    [Purpose("About a deal or a company")]
    public required CrmSubject Subject { get; init; }

    [Purpose("The CRM's id of it")]
    public required string VendorId { get; init; }

    [Purpose("The CRM's number of its own account")]
    public required string Portal { get; init; }

    [Purpose("When it happened, by the CRM's clock")]
    public required DateTimeOffset OccurredAt { get; init; }

    [Purpose("Which of two of the same instant is the later one")]
    public required string Order { get; init; }

    [Purpose("The fields that changed")]
    public required CrmFields Fields { get; init; }

    [Purpose("It was of another account of the CRM, and was not applied")]
    public bool Stranger { get; init; }

    [Purpose("When it came in")]
    public required DateTimeOffset ReceivedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<CrmEvent>
    {
        public void Configure(EntityTypeBuilder<CrmEvent> events)
        {
            events.HasKey(e => new { e.AccountEmail, e.Id });
            events.HasIndex(e => new { e.AccountEmail, e.DedupeKey }).IsUnique();
            events.HasIndex(e => new { e.AccountEmail, e.VendorId });
            events.Property(e => e.Subject).HasConversion<short>();
            events.Property(e => e.DedupeKey).HasMaxLength(64);
            events.Property(e => e.VendorId).HasMaxLength(100);
            events.Property(e => e.Portal).HasMaxLength(100);
            events.Property(e => e.Order).HasMaxLength(120);
            events.Property(e => e.Fields).HasColumnType("jsonb");
            events
                .HasOne<CrmConnection>()
                .WithMany()
                .HasForeignKey(e => new { e.AccountEmail, e.ConnectionId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
