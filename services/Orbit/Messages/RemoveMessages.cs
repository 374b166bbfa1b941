using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Messages;

/// <summary>Takes mails out of every table, and the people and threads that stood on them alone.</summary>
internal static class RemoveMessages
{
    public static async Task Of(OrbitDb db, Guid[] ids, CancellationToken ct)
    {
        if (ids.Length == 0)
        {
            return;
        }

        await PersonLock.Take(db, ct);
        var account = db.Account.Email;
        var addresses = await db
            .Participants.Where(p => ids.Contains(p.MessageId))
            .Select(p => p.AddressId)
            .Distinct()
            .ToArrayAsync(ct);
        var threads = await db
            .Messages.Where(m => ids.Contains(m.Id))
            .Select(m => new { m.MailboxId, m.ConversationId })
            .Distinct()
            .ToListAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from participants where account_email = {account} and message_id = any({ids});
            delete from placements where account_email = {account} and message_id = any({ids});
            delete from handovers where account_email = {account} and id = any({ids});
            update persons set name_from_id = null where account_email = {account} and name_from_id = any({ids});
            delete from messages where account_email = {account} and id = any({ids});
            """,
            ct
        );
        foreach (var mailbox in threads.GroupBy(thread => thread.MailboxId))
        {
            var conversations = mailbox.Select(thread => thread.ConversationId).ToArray();
            await db.Database.ExecuteSqlAsync(
                $"""
                delete from threads t where t.account_email = {account} and t.mailbox_id = {mailbox.Key} and t.conversation_id = any({conversations})
                   and not exists (select 1 from messages m where m.account_email = t.account_email and m.mailbox_id = t.mailbox_id and m.conversation_id = t.conversation_id)
                """,
                ct
            );
            await MessageRows.Threads(db, mailbox.Key, conversations, ct);
        }

        await Persons(db, addresses, ct);
    }

    /// <summary>Takes out these copies, and the mails that no other copy is left of.</summary>
    public static async Task Copies(
        OrbitDb db,
        Guid mailboxId,
        string[] graphIds,
        CancellationToken ct
    )
    {
        if (graphIds.Length == 0)
        {
            return;
        }

        var placed = db.Placements.Where(p =>
            graphIds.Contains(p.GraphId)
            && db.Folders.Any(f => f.Id == p.FolderId && f.MailboxId == mailboxId)
        );
        var mails = await placed.Select(p => p.MessageId).Distinct().ToArrayAsync(ct);
        await placed.ExecuteDeleteAsync(ct);
        var ids = await db
            .Messages.Where(m =>
                (mails.Contains(m.Id) || (m.MailboxId == mailboxId && graphIds.Contains(m.GraphId)))
                && !db.Placements.Any(p => p.MessageId == m.Id)
            )
            .Select(m => m.Id)
            .ToArrayAsync(ct);
        await Of(db, ids, ct);
    }

    // Whom nobody has written to any more is no contact; who was joined by hand goes when nothing of the whole is left.
    private static async Task Persons(OrbitDb db, Guid[] addresses, CancellationToken ct)
    {
        var account = db.Account.Email;
        var roots = await (
            from address in db.Addresses
            join person in db.Persons on address.PersonId equals (Guid?)person.Id
            where addresses.Contains(address.Id)
            select person.RootId
        )
            .Distinct()
            .ToArrayAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update persons p set stale = true from addresses a
             where p.account_email = {account} and a.account_email = {account} and a.id = any({addresses}) and p.id = a.person_id
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update addresses a set person_id = null
             where a.account_email = {account} and a.id = any({addresses}) and a.person_id is not null
               and not exists (
                 select 1 from participants p join messages m on m.account_email = p.account_email and m.id = p.message_id
                   join mailboxes b on b.account_email = m.account_email and b.id = m.mailbox_id
                  where p.account_email = a.account_email and p.address_id = a.id
                    and ((m.outgoing and p.role in (1, 2)) or (b.contacts = 1 and p.role = 0)))
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from addresses a where a.account_email = {account} and a.id = any({addresses})
               and not exists (select 1 from participants p where p.account_email = a.account_email and p.address_id = a.id)
            """,
            ct
        );
        var empty = await db
            .Persons.Where(p =>
                roots.Contains(p.RootId)
                && !db.Persons.Any(o =>
                    o.RootId == p.RootId && db.Addresses.Any(a => a.PersonId == o.Id)
                )
            )
            .Select(p => p.Id)
            .ToArrayAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from strengths where account_email = {account} and person_id = any({empty});
            delete from separations where account_email = {account} and (left_id = any({empty}) or right_id = any({empty}));
            delete from identity_events where account_email = {account} and (person_id = any({empty}) or other_id = any({empty}));
            delete from persons where account_email = {account} and id = any({empty});
            """,
            ct
        );
    }
}
