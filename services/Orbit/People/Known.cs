using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.People;

/// <summary>
/// What a member may know of people: what stands in their own mailboxes, and in those that show how close their members
/// are to whom. Two who were joined may be known from different mailboxes.
/// </summary>
internal static class Known
{
    public static IQueryable<Message> Mails(OrbitDb db, string member) =>
        db
            .Messages.AsNoTracking()
            .Where(m =>
                db.Mailboxes.Any(b =>
                    b.Id == m.MailboxId
                    && (b.Member == member || b.Visibility >= Visibility.Strength)
                )
            );

    public static IQueryable<Address> Addresses(OrbitDb db, string member)
    {
        var mails = Mails(db, member);
        return db
            .Addresses.AsNoTracking()
            .Where(a =>
                db.Participants.Any(p => p.AddressId == a.Id && mails.Any(m => m.Id == p.MessageId))
            );
    }

    /// <summary>People whose name stands beside their address in such a mail.</summary>
    public static IQueryable<Person> Names(OrbitDb db, string member)
    {
        var mails = Mails(db, member);
        return db
            .Persons.AsNoTracking()
            .Where(o =>
                o.Name != ""
                && db.Addresses.Any(a =>
                    a.PersonId == o.Id
                    && db.Participants.Any(p =>
                        p.AddressId == a.Id
                        && p.Name == o.Name
                        && mails.Any(m => m.Id == p.MessageId)
                    )
                )
            );
    }
}
