using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.Contacts;

namespace LeadFuel.Reach.Drafts;

/// <summary>
/// The fields of one contact that a person ticked for one request to Claude. Nothing of it is a default of the next one:
/// it lives in the request and in the row of its generation, by name only.
/// </summary>
public sealed record Inclusion(
    Guid ContactId,
    [Required]
    [MinLength(1, ErrorMessage = "Tick at least one field, or leave the person out.")]
    [MaxLength(Inclusion.Most, ErrorMessage = "At most ten fields of a person go along.")]
        string[] Fields
)
{
    public const int Most = 10;

    /// <summary>The ticked values as they are now; inside the caller's unit of work.</summary>
    internal static async Task<Outcome<PromptPart.ContactField[]>> Read(
        Inclusion? include,
        ReachDb db,
        CancellationToken ct
    )
    {
        if (include is null)
        {
            return Array.Empty<PromptPart.ContactField>();
        }

        var contact = await db
            .Contacts.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == include.ContactId, ct);
        if (contact is null)
        {
            return Refuse.Invalid("include.contactId", "This person is gone. Choose another one.");
        }

        var lacking = include.Fields.FirstOrDefault(field => !Has(contact, field));
        return lacking is null
            ? include
                .Fields.Distinct()
                .Select(field => new PromptPart.ContactField(field, Merge.Value(contact, field)))
                .ToArray()
            : Refuse.Invalid(
                "include.fields",
                $"This person has no “{lacking}”. Tick what they have."
            );
    }

    private static bool Has(Contact contact, string? field) =>
        field is not null && Merge.Value(contact, field).Length > 0;
}
