using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Contacts;

/// <summary>One person, why they get mail or none, and the campaigns they are part of.</summary>
public static class GetContact
{
    public sealed record Part(
        Guid EnrolmentId,
        Guid CampaignId,
        string Campaign,
        EnrolmentState State,
        string? StopReason
    );

    public sealed record View(
        Guid Id,
        string Email,
        string FirstName,
        string LastName,
        string Company,
        string Title,
        string Country,
        IReadOnlyDictionary<string, string> Attributes,
        Guid? ImportId,
        string? Suppressed,
        IReadOnlyList<Part> Campaigns,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt,
        int Version
    ) : IVersioned;

    public static void Map(RouteGroupBuilder contacts) =>
        contacts.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var contact = await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (contact is null)
        {
            return Refuse.NotFound("contact");
        }

        var (addresses, domains) = (
            DomainName.Forms(contact.Email),
            DomainName.Forms(Address.Domain(contact.Email))
        );
        var block = await db
            .Suppressions.AsNoTracking()
            .Where(s =>
                s.LiftedAt == null && (addresses.Contains(s.Key) || domains.Contains(s.Key))
            )
            .OrderBy(s => s.CreatedAt)
            .FirstOrDefaultAsync(ct);
        var parts = await (
            from e in db.Enrolments
            join c in db.Campaigns on e.CampaignId equals c.Id
            where e.ContactId == id
            orderby e.CreatedAt descending
            select new Part(e.Id, c.Id, c.Name, e.State, e.StopReason)
        ).ToListAsync(ct);
        return new View(
            contact.Id,
            contact.Email,
            contact.FirstName,
            contact.LastName,
            contact.Company,
            contact.Title,
            contact.Country,
            contact.Attributes,
            contact.ImportId,
            block is null ? null : Gates.Says(Gates.ReasonOf(block.Kind, block.Reason)),
            parts,
            contact.CreatedAt,
            contact.UpdatedAt,
            contact.Version
        );
    }
}
