namespace LeadFuel.Orbit.People;

/// <summary>
/// A person's name is what stands beside their addresses most often; of equals, the newest. A private mailbox names
/// only whom no other mailbox knows: what it holds changes nothing that others see.
/// </summary>
internal static class PersonNames
{
    public static async Task Choose(OrbitDb db, Guid[] roots, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            update persons p set name = n.name, name_from_id = n.message_id
              from (
                select o.id, coalesce(best.name, '') as name, best.message_id from persons o
                  left join lateral (
                    select r.name, (array_agg(m.id order by m.sent_at desc, m.id))[1] as message_id
                      from addresses a
                      join participants r on r.account_email = a.account_email and r.address_id = a.id
                      join messages m on m.account_email = r.account_email and m.id = r.message_id
                      join mailboxes b on b.account_email = m.account_email and b.id = m.mailbox_id
                     where a.account_email = o.account_email and a.person_id = o.id and r.name <> ''
                       and (b.visibility > 0 or not exists (
                         select 1 from addresses a2 join participants r2 on r2.account_email = a2.account_email and r2.address_id = a2.id
                           join messages m2 on m2.account_email = r2.account_email and m2.id = r2.message_id
                           join mailboxes b2 on b2.account_email = m2.account_email and b2.id = m2.mailbox_id
                          where a2.account_email = o.account_email and a2.person_id = o.id and b2.visibility > 0))
                     group by r.name order by count(*) desc, max(m.sent_at) desc, r.name limit 1) best on true
                 where o.account_email = {db.Account.Email} and o.root_id = any({roots})) n
             where p.account_email = {db.Account.Email} and p.id = n.id and (p.name <> n.name or p.name_from_id is distinct from n.message_id)
            """,
            ct
        );
        var keys = (
            await db
                .Persons.AsNoTracking()
                .Where(p => roots.Contains(p.RootId))
                .Select(p => new
                {
                    p.Id,
                    p.Name,
                    p.NameKey,
                })
                .ToListAsync(ct)
        ).Select(p => (p.Id, Old: p.NameKey, New: FullNames.Key(p.Name))).Where(p => p.New != p.Old).ToList();
        var (ids, names) = (keys.Select(k => k.Id).ToArray(), keys.Select(k => k.New).ToArray());
        await db.Database.ExecuteSqlAsync(
            $"""
            update persons p set name_key = n.name_key from unnest({ids}, {names}) as n (id, name_key)
             where p.account_email = {db.Account.Email} and p.id = n.id
            """,
            ct
        );
    }
}
