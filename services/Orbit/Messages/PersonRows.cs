using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Messages;

/// <summary>Addresses, who took part, and the people whom the member has written to.</summary>
internal static class PersonRows
{
    public static async Task Upsert(
        OrbitDb db,
        Mailbox mailbox,
        List<MailRow> rows,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (rows.Count == 0)
        {
            return;
        }

        await PersonLock.Take(db, ct);
        var emails = rows.SelectMany(row => row.People.Select(pair => pair.Who.Email))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into addresses (account_email, id, email, domain)
            select {db.Account.Email}, n.id, n.email, n.domain
              from unnest({emails.Select(AddressId).ToArray()}, {emails}, {emails.Select(
                EmailAddress.Domain
            ).ToArray()}) as n (id, email, domain)
            on conflict do nothing
            """,
            ct
        );
        var parts = rows.SelectMany(row => row.People.Select(pair => (row.Id, pair.Role, pair.Who)))
            .DistinctBy(part => (part.Id, part.Role, part.Who.Email))
            .ToList();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into participants (account_email, message_id, role, address_id, name)
            select {db.Account.Email}, n.message_id, n.role, n.address_id, n.name
              from unnest({parts.Select(p => p.Id).ToArray()}, {parts.Select(p =>
                (short)p.Role
            ).ToArray()},
                {parts.Select(p => AddressId(p.Who.Email)).ToArray()}, {parts.Select(p =>
                p.Who.Name
            ).ToArray()}) as n (message_id, role, address_id, name)
            on conflict do nothing
            """,
            ct
        );
        await Contacts(db, mailbox, rows, now, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update persons p set stale = true where p.account_email = {db.Account.Email} and not p.stale and p.id in
              (select a.person_id from addresses a where a.account_email = {db.Account.Email} and a.email = any({emails}) and a.person_id is not null)
            """,
            ct
        );
    }

    public static Guid AddressId(string email) => StableId.Of("address", email);

    /// <summary>Whom the member wrote to is a contact; who only writes is none, unless the member wants it so.</summary>
    private static async Task Contacts(
        OrbitDb db,
        Mailbox mailbox,
        List<MailRow> rows,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (mailbox.Contacts == ContactsFrom.Nothing)
        {
            return;
        }

        var emails = rows.Where(row => row.Kind is MessageKind.Normal or MessageKind.Meeting)
            .SelectMany(row =>
                row.Outgoing ? row.People.Where(pair => pair.Role is Role.To or Role.Cc)
                : mailbox.Contacts == ContactsFrom.Received
                    ? row.People.Where(pair => pair.Role == Role.From)
                : []
            )
            .Select(pair => pair.Who.Email)
            .Where(email => !Exclusion.RobotAddress().IsMatch(email))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (emails.Length == 0)
        {
            return;
        }

        var people = emails.Select(PersonId).ToArray();
        // Nobody here is a contact of somebody here.
        await db.Database.ExecuteSqlAsync(
            $"""
            with fresh as (
              select n.id, n.email from unnest({people}, {emails}) as n (id, email)
               where not exists (select 1 from mailboxes b where b.account_email = {db.Account.Email} and n.email = any(b.own_addresses))
                 and exists (select 1 from addresses a where a.account_email = {db.Account.Email} and a.email = n.email and a.person_id is null)),
            made as (
              insert into persons (account_email, id, name, name_key, root_id, stale, created_at)
              select {db.Account.Email}, id, '', '', id, true, {now} from fresh
              on conflict do nothing)
            update addresses a set person_id = fresh.id from fresh where a.account_email = {db.Account.Email} and a.email = fresh.email and a.person_id is null
            """,
            ct
        );
    }

    public static Guid PersonId(string email) => StableId.Of("person", email);
}
