using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.People;

/// <summary>Pairs that may be one person, with what speaks for it. A person decides.</summary>
public static class ListSuggestions
{
    private const int Most = 50;

    public sealed record Side(Guid Id, string Name, string Email);

    public sealed record Item(
        Side Left,
        Side Right,
        int Weight,
        IReadOnlyList<Identity.Evidence> Because
    );

    public sealed record View(IReadOnlyList<Item> Items);

    public static void Map(RouteGroupBuilder suggestions) =>
        suggestions.MapGet(
            "",
            async (OrbitDb db, CurrentAccount account, CancellationToken ct) =>
                TypedResults.Ok(await Handle(db, account, ct))
        );

    public static async Task<View> Handle(OrbitDb db, CurrentAccount account, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var seen = ListPeople.Seen(db, account.Member).Select(s => s.PersonId);
        var mails = Known.Mails(db, account.Member);
        var named = Known.Names(db, account.Member);
        var twice = await named
            .Where(p =>
                EF.Functions.Like(p.NameKey, "% %") && p.RootId == p.Id && seen.Contains(p.Id)
            )
            .GroupBy(p => p.NameKey)
            .Where(group => group.Count() > 1)
            .OrderBy(group => group.Key)
            .Select(group => group.Key)
            .Take(Most)
            .ToArrayAsync(ct);
        var rows = await (
            from person in named
            join address in Known.Addresses(db, account.Member)
                on (Guid?)person.Id equals address.PersonId
            where
                twice.Contains(person.NameKey)
                && person.RootId == person.Id
                && seen.Contains(person.Id)
            select new
            {
                person.Id,
                person.Name,
                person.NameKey,
                address.Email,
                AddressId = address.Id,
            }
        ).ToListAsync(ct);
        var apart = (await db.Separations.AsNoTracking().ToListAsync(ct))
            .Select(s => (s.LeftId, s.RightId))
            .ToHashSet();
        var items = new List<Item>();
        foreach (var name in rows.GroupBy(row => row.NameKey))
        {
            var people = name.GroupBy(row => row.Id).OrderBy(group => group.Key).ToList();
            foreach (var (left, right) in Pairs(people))
            {
                if (apart.Contains(Separation.Pair(left.Key, right.Key)))
                {
                    continue;
                }

                var (mine, theirs) = (
                    left.Select(row => row.AddressId).ToArray(),
                    right.Select(row => row.AddressId).ToArray()
                );
                var evidence = Identity.Between(
                    new(left.First().Name, [.. left.Select(row => row.Email)]),
                    new(right.First().Name, [.. right.Select(row => row.Email)]),
                    await InOneMail(db, mails, mine, theirs, Role.ReplyTo, ct),
                    await InOneMail(db, mails, mine, theirs, Role.To, ct),
                    rareName: people.Count == 2
                );
                var weight = evidence.Sum(one => one.Weight);
                if (weight >= Identity.Suggests)
                {
                    items.Add(
                        new Item(
                            new(left.Key, left.First().Name, left.First().Email),
                            new(right.Key, right.First().Name, right.First().Email),
                            weight,
                            evidence
                        )
                    );
                }
            }
        }

        return new View([.. items.OrderByDescending(item => item.Weight).Take(Most)]);
    }

    private static IEnumerable<(T Left, T Right)> Pairs<T>(List<T> all) =>
        all.SelectMany((left, at) => all.Skip(at + 1).Select(right => (left, right)));

    // One writes and the other is to get the answers, or both are in the same mail.
    private static Task<bool> InOneMail(
        OrbitDb db,
        IQueryable<Message> mails,
        Guid[] mine,
        Guid[] theirs,
        Role role,
        CancellationToken ct
    ) =>
        db.Participants.AnyAsync(
            p =>
                p.Role == Role.From
                && mails.Any(m => m.Id == p.MessageId)
                && (
                    (
                        mine.Contains(p.AddressId)
                        && db.Participants.Any(o =>
                            o.MessageId == p.MessageId
                            && theirs.Contains(o.AddressId)
                            && (o.Role == role || (role == Role.To && o.Role == Role.Cc))
                        )
                    )
                    || (
                        theirs.Contains(p.AddressId)
                        && db.Participants.Any(o =>
                            o.MessageId == p.MessageId
                            && mine.Contains(o.AddressId)
                            && (o.Role == role || (role == Role.To && o.Role == Role.Cc))
                        )
                    )
                ),
            ct
        );
}
