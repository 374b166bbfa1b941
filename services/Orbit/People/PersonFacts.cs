using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.People;

/// <summary>What is known of a person, each with the mail or address it comes from.</summary>
internal static class PersonFacts
{
    public static async Task<IReadOnlyList<GetPerson.Fact>> Of(
        OrbitDb db,
        string member,
        Guid root,
        List<Touches.Row> told,
        DateTimeOffset first,
        CancellationToken ct
    )
    {
        var persons = await Known
            .Names(db, member)
            .Where(p => p.RootId == root)
            .OrderByDescending(p => p.Id == root)
            .ThenBy(p => p.Id)
            .ToListAsync(ct);
        var sent = Known.Mails(db, member).Where(m => m.Outgoing);
        var addresses = await (
            from address in Known.Addresses(db, member)
            join person in db.Persons on address.PersonId equals (Guid?)person.Id
            where person.RootId == root
            orderby address.Email
            select new
            {
                address.Email,
                address.Domain,
                // One's own mailboxes say more than what others let be seen.
                Wrote = (
                    from part in db.Participants
                    join mail in sent on part.MessageId equals mail.Id
                    join mailbox in db.Mailboxes on mail.MailboxId equals mailbox.Id
                    where
                        part.AddressId == address.Id
                        && (part.Role == Role.To || part.Role == Role.Cc)
                    orderby mailbox.Member == member descending, mailbox.Member
                    select mailbox.Member
                ).FirstOrDefault(),
            }
        ).ToListAsync(ct);
        var facts = new List<GetPerson.Fact>();
        foreach (var person in persons.DistinctBy(p => p.NameKey))
        {
            var mail = told.Find(row => row.MessageId == person.NameFromId);
            facts.Add(
                new(
                    "Name",
                    person.Name,
                    mail is null
                        ? "beside the address, in mail"
                        : $"beside the address in “{mail.Subject}”",
                    mail?.Touch.At
                )
            );
        }

        facts.AddRange(
            addresses.Select(address => new GetPerson.Fact(
                "Address",
                address.Email,
                address.Wrote == member ? "you wrote to it"
                    : address.Wrote is { } other ? $"{other} wrote to it"
                    : "stands in mail from it",
                null
            ))
        );
        facts.AddRange(
            addresses
                .Select(address => (address.Domain, Company: EmailAddress.Company(address.Domain)))
                .Where(pair => pair.Company.Length > 0)
                .DistinctBy(pair => pair.Company)
                .Select(pair => new GetPerson.Fact(
                    "Company",
                    pair.Company,
                    $"the domain {pair.Domain}",
                    null
                ))
        );
        facts.Add(new("First mail", "", "the oldest that is kept", first));
        return facts;
    }
}
