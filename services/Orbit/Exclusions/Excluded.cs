using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.People;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>Which stored mails of a member a new rule would have kept out.</summary>
internal static class Excluded
{
    private const int AtOnce = 5000;

    /// <summary>
    /// Removes what new rules cover, which are written already, if the member has said yes to that number; else asks
    /// about it. What these rules cover together is counted once.
    /// </summary>
    public static async Task<Refused?> Remove(
        OrbitDb db,
        string member,
        IReadOnlyList<(ExclusionKind Kind, string Value)> rules,
        int agreed,
        Guid after,
        CancellationToken ct
    )
    {
        var (ids, told) = (new HashSet<Guid>(), false);
        foreach (var (kind, value) in rules)
        {
            if (await By(db, member, kind, value, ct) is { } mails)
            {
                told = true;
                ids.UnionWith(await mails.Select(m => m.Id).ToListAsync(ct));
            }
        }

        if (!told)
        {
            return null;
        }

        var all = ids.Order().ToArray();
        if (all.Length != agreed)
        {
            var covered = db.Messages.Where(m => all.Contains(m.Id));
            var (_, people) = await Count(db, member, covered, ct);
            return Refuse.Conflict(
                $"{(rules.Count == 1 ? "This rule removes" : "These rules remove")} {all.Length} messages and {people} contacts. Say yes to that number.",
                "rule-would-purge"
            ) with
            {
                More = new Dictionary<string, object?>
                {
                    ["messages"] = all.Length,
                    ["people"] = people,
                },
            };
        }

        foreach (var chunk in all.Chunk(AtOnce))
        {
            await RemoveMessages.Of(db, chunk, ct);
        }

        ScorePeople.Soon(db, after);
        return null;
    }

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
            .Where(m => m.Member == member)
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

    /// <summary>How many of the member's mails would go, and how many whom they know by those alone.</summary>
    public static async Task<(int Messages, int People)> Count(
        OrbitDb db,
        string member,
        IQueryable<Message>? mails,
        CancellationToken ct
    )
    {
        if (mails is null)
        {
            return (0, 0);
        }

        var messages = await mails.CountAsync(ct);
        // What makes a contact in the member's own mailboxes: nobody else's have a part in the number.
        var makes =
            from part in db.Participants
            join message in db.Messages on part.MessageId equals message.Id
            join mailbox in db.Mailboxes on message.MailboxId equals mailbox.Id
            where
                mailbox.Member == member
                && (
                    message.Outgoing
                        ? part.Role == Role.To || part.Role == Role.Cc
                        : part.Role == Role.From && mailbox.Contacts == ContactsFrom.Received
                )
            select part;
        var people = await (
            from address in db.Addresses
            where
                address.PersonId != null
                && makes.Any(p => p.AddressId == address.Id && mails.Any(m => m.Id == p.MessageId))
                && !makes.Any(p =>
                    p.AddressId == address.Id && !mails.Any(m => m.Id == p.MessageId)
                )
            select address.PersonId
        )
            .Distinct()
            .CountAsync(ct);
        return (messages, people);
    }
}
