using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.People;

/// <summary>Pairs that may be one person, with what speaks for it. A person decides.</summary>
public static class ListSuggestions
{
    private const int Most = 50;
    private const int NamesAtOnce = 200;

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
        var twice = await Known
            .Names(db, account.Member)
            .Where(p =>
                EF.Functions.Like(p.NameKey, "% %") && p.RootId == p.Id && seen.Contains(p.Id)
            )
            .GroupBy(p => p.NameKey)
            .Where(group => group.Count() > 1)
            .OrderBy(group => group.Key)
            .Select(group => group.Key)
            .ToArrayAsync(ct);
        var apart = (await db.Separations.AsNoTracking().ToListAsync(ct))
            .Select(s => (s.LeftId, s.RightId))
            .ToHashSet();
        var items = new List<Item>();
        // Most names that stand twice are two people: whom one looks for may bear the last of them.
        foreach (var names in twice.Chunk(NamesAtOnce))
        {
            items.AddRange(await Of(db, account.Member, names, apart, ct));
            if (items.Count >= Most)
            {
                break;
            }
        }

        return new View([.. items.OrderByDescending(item => item.Weight).Take(Most)]);
    }

    private static async Task<List<Item>> Of(
        OrbitDb db,
        string member,
        string[] names,
        HashSet<(Guid Left, Guid Right)> apart,
        CancellationToken ct
    )
    {
        var seen = ListPeople.Seen(db, member).Select(s => s.PersonId);
        var rows = await (
            from person in Known.Names(db, member)
            join address in Known.Addresses(db, member) on (Guid?)person.Id equals address.PersonId
            where
                names.Contains(person.NameKey)
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
        var together = await Together(
            db,
            Known.Mails(db, member),
            rows.ToDictionary(row => row.AddressId, row => row.Id),
            ct
        );
        var items = new List<Item>();
        foreach (var name in rows.GroupBy(row => row.NameKey))
        {
            var people = name.GroupBy(row => row.Id).OrderBy(group => group.Key).ToList();
            foreach (var (left, right) in Pairs(people))
            {
                var pair = Separation.Pair(left.Key, right.Key);
                if (apart.Contains(pair))
                {
                    continue;
                }

                var evidence = Identity.Between(
                    new(left.First().Name, [.. left.Select(row => row.Email)]),
                    new(right.First().Name, [.. right.Select(row => row.Email)]),
                    replyToPair: together.Contains((pair, true)),
                    sameThread: together.Contains((pair, false)),
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

        return items;
    }

    private static IEnumerable<(T Left, T Right)> Pairs<T>(List<T> all) =>
        all.SelectMany((left, at) => all.Skip(at + 1).Select(right => (left, right)));

    // One writes and the other is to get the answers, or both are in the same mail.
    private static async Task<HashSet<((Guid Left, Guid Right) Pair, bool Answers)>> Together(
        OrbitDb db,
        IQueryable<Message> mails,
        Dictionary<Guid, Guid> people,
        CancellationToken ct
    )
    {
        var addresses = people.Keys.ToArray();
        var found = await (
            from writer in db.Participants
            join other in db.Participants on writer.MessageId equals other.MessageId
            where
                writer.Role == Role.From
                && other.Role != Role.From
                && addresses.Contains(writer.AddressId)
                && addresses.Contains(other.AddressId)
                && mails.Any(m => m.Id == writer.MessageId)
            select new
            {
                Writer = writer.AddressId,
                Other = other.AddressId,
                Answers = other.Role == Role.ReplyTo,
            }
        )
            .Distinct()
            .ToListAsync(ct);
        return
        [
            .. found.Select(one =>
                (Separation.Pair(people[one.Writer], people[one.Other]), one.Answers)
            ),
        ];
    }
}
