using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>Which stored mails a new rule would have kept out.</summary>
internal static class Excluded
{
    public static async Task<IQueryable<Message>?> By(
        OrbitDb db,
        string member,
        ExclusionKind kind,
        string value,
        CancellationToken ct
    )
    {
        var mailboxes = await db
            .Mailboxes.AsNoTracking()
            .Where(m => member == "" || m.Member == member)
            .ToListAsync(ct);
        var ids = mailboxes.Select(m => m.Id).ToArray();
        var own = mailboxes.SelectMany(m => m.OwnAddresses).Distinct().ToArray();
        var home = mailboxes.Select(m => EmailAddress.Domain(m.Address)).Distinct().ToArray();
        var mails = db.Messages.Where(m => ids.Contains(m.MailboxId));
        // In any case of letters, which the database knows of A to Z only.
        var folders = (
            await db
                .Folders.Where(f => ids.Contains(f.MailboxId))
                .Select(f => new { f.Id, f.Name })
                .ToListAsync(ct)
        )
            .Where(f => f.Name.Equals(value, StringComparison.OrdinalIgnoreCase))
            .Select(f => f.Id)
            .ToArray();
        // What is said in headers or categories was not stored: such a rule holds from now on.
        return kind switch
        {
            ExclusionKind.Address => mails.Where(m =>
                db.Participants.Any(p =>
                    p.MessageId == m.Id
                    && p.Role != Role.ReplyTo
                    && db.Addresses.Any(a => a.Id == p.AddressId && a.Email == value)
                )
            ),
            ExclusionKind.Domain => mails.Where(m =>
                db.Participants.Any(p =>
                    p.MessageId == m.Id
                    && p.Role != Role.ReplyTo
                    && db.Addresses.Any(a =>
                        a.Id == p.AddressId && (a.Domain == value || a.Domain.EndsWith("." + value))
                    )
                )
            ),
            ExclusionKind.Folder => mails.Where(m =>
                db.Placements.Any(p => p.MessageId == m.Id && folders.Contains(p.FolderId))
            ),
            ExclusionKind.Internal => mails.Where(m =>
                db.Participants.Any(p =>
                    p.MessageId == m.Id
                    && p.Role != Role.ReplyTo
                    && !db.Addresses.Any(a => a.Id == p.AddressId && own.Contains(a.Email))
                )
                && !db.Participants.Any(p =>
                    p.MessageId == m.Id
                    && p.Role != Role.ReplyTo
                    && !db.Addresses.Any(a =>
                        a.Id == p.AddressId && (home.Contains(a.Domain) || own.Contains(a.Email))
                    )
                )
            ),
            ExclusionKind.FreeMail => mails.Where(m =>
                db.Participants.Any(p =>
                    p.MessageId == m.Id
                    && p.Role != Role.ReplyTo
                    && db.Addresses.Any(a =>
                        a.Id == p.AddressId
                        && EmailAddress.FreeDomains.Contains(a.Domain)
                        && !own.Contains(a.Email)
                    )
                )
            ),
            ExclusionKind.Robots => mails.Where(m => m.Kind == MessageKind.Bulk),
            _ => null,
        };
    }

    /// <summary>How many mails would go, and how many people with them.</summary>
    public static async Task<(int Messages, int People)> Count(
        OrbitDb db,
        IQueryable<Message>? mails,
        CancellationToken ct
    )
    {
        if (mails is null)
        {
            return (0, 0);
        }

        var messages = await mails.CountAsync(ct);
        var people = await (
            from address in db.Addresses
            where
                address.PersonId != null
                && db.Participants.Any(p =>
                    p.AddressId == address.Id && mails.Any(m => m.Id == p.MessageId)
                )
                && !db.Participants.Any(p =>
                    p.AddressId == address.Id
                    && (p.Role == Role.To || p.Role == Role.Cc)
                    && db.Messages.Any(m => m.Id == p.MessageId && m.Outgoing)
                    && !mails.Any(m => m.Id == p.MessageId)
                )
            select address.PersonId
        )
            .Distinct()
            .CountAsync(ct);
        return (messages, people);
    }
}
