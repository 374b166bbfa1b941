using System.Globalization;
using System.Text.RegularExpressions;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.People;

/// <summary>Whom the mailboxes know that the member may see, the closest first.</summary>
public static partial class ListPeople
{
    public sealed record Item(
        Guid Id,
        string Name,
        string Email,
        string Company,
        int Score,
        string Closest,
        DateTimeOffset LastAt,
        DateTimeOffset? LastTurnAt
    );

    public sealed record View(IReadOnlyList<Item> Items, string? Next, int Total);

    // The logarithm of nothing, near enough.
    private const double Nothing = -50;

    public static void Map(RouteGroupBuilder people) =>
        people.MapGet(
            "",
            async (
                int? limit,
                string? after,
                string? q,
                int? min,
                OrbitDb db,
                CurrentAccount account,
                CancellationToken ct
            ) =>
                TypedResults.Ok(
                    await Handle(limit ?? 50, after ?? "", q ?? "", min ?? 0, db, account, ct)
                )
        );

    public static async Task<View> Handle(
        int limit,
        string after,
        string q,
        int min,
        OrbitDb db,
        CurrentAccount account,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit, 1, 200);
        await using var work = await db.Begin(ct);
        var people = Seen(db, account.Member)
            .GroupBy(s => s.PersonId)
            .Select(g => new
            {
                Id = g.Key,
                // StrengthFormula.Account, written so that the database can order by it: a product by logarithms.
                Score = g.Max(s => s.Score)
                    + (int)
                        Math.Floor(
                            0.2
                                * (
                                    100
                                    - g.Max(s => s.Score)
                                    - (
                                        100
                                        * Math.Exp(
                                            g.Sum(s =>
                                                s.Score == 100
                                                    ? Nothing
                                                    : Math.Log((100 - s.Score) / 100.0)
                                            )
                                        )
                                    )
                                )
                                + StrengthFormula.HalfUp
                        ),
                LastAt = g.Max(s => s.LastAt),
                LastTurnAt = g.Max(s => s.LastTurnAt),
            })
            .Where(p => p.Score >= min);
        if (q.Trim() is { Length: > 0 } typed)
        {
            var like = $"%{Pattern().Replace(typed.ToLowerInvariant(), "\\$0")}%";
            // In any order, as names are turned round.
            string[] words =
            [
                .. FullNames
                    .Key(typed)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => $"%{word}%"),
            ];
            var byName = words.Length > 0;
            var (named, addresses) = (
                Known.Names(db, account.Member),
                Known.Addresses(db, account.Member)
            );
            people = people.Where(p =>
                (
                    byName
                    && named.Any(o =>
                        o.RootId == p.Id && words.All(word => EF.Functions.Like(o.NameKey, word))
                    )
                )
                || db.Persons.Any(o =>
                    o.RootId == p.Id
                    && addresses.Any(a => a.PersonId == o.Id && EF.Functions.Like(a.Email, like))
                )
            );
        }

        var total = await people.CountAsync(ct);
        if (Cursor(after) is var (score, id) && id != Guid.Empty)
        {
            people = people.Where(p =>
                p.Score < score || (p.Score == score && p.Id.CompareTo(id) > 0)
            );
        }

        var page = await people
            .OrderByDescending(p => p.Score)
            .ThenBy(p => p.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var shown = page.Take(take).ToList();
        var ids = shown.Select(p => p.Id).ToArray();
        var names = await Names(db, account.Member, ids, ct);
        var closest = (
            await Seen(db, account.Member).Where(s => ids.Contains(s.PersonId)).ToListAsync(ct)
        )
            .GroupBy(s => s.PersonId)
            .ToDictionary(g => g.Key, g => g.MaxBy(s => s.Score)!.Member);
        var last = shown.Count > 0 ? shown[^1] : null;
        return new View(
            [
                .. shown.Select(p =>
                {
                    var (name, email) = names.GetValueOrDefault(p.Id, ("", ""));
                    return new Item(
                        p.Id,
                        name,
                        email,
                        EmailAddress.Company(EmailAddress.Domain(email)),
                        p.Score,
                        closest[p.Id],
                        p.LastAt,
                        p.LastTurnAt
                    );
                }),
            ],
            page.Count > take
                ? string.Create(CultureInfo.InvariantCulture, $"{last!.Score}:{last.Id}")
                : null,
            total
        );
    }

    /// <summary>One's own mailboxes whole; of others' what they let be seen. A private mailbox is in none of these rows.</summary>
    public static IQueryable<Strength> Seen(OrbitDb db, string member) =>
        db
            .Strengths.AsNoTracking()
            .Where(s => (s.Member == member && !s.Shared) || (s.Member != member && s.Shared));

    /// <summary>What each goes by, as far as the member may know: the person's own name, else that of one who was joined to them.</summary>
    public static async Task<Dictionary<Guid, (string Name, string Email)>> Names(
        OrbitDb db,
        string member,
        Guid[] roots,
        CancellationToken ct
    )
    {
        var named = Known.Names(db, member);
        var rows = await (
            from person in db.Persons.AsNoTracking()
            join address in Known.Addresses(db, member) on (Guid?)person.Id equals address.PersonId
            where roots.Contains(person.RootId)
            select new
            {
                person.RootId,
                person.Id,
                Name = named.Any(o => o.Id == person.Id) ? person.Name : "",
                address.Email,
            }
        ).ToListAsync(ct);
        return rows.GroupBy(row => row.RootId)
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    var ordered = group
                        .OrderByDescending(row => row.Id == row.RootId)
                        .ThenBy(row => row.Email, StringComparer.Ordinal)
                        .ToList();
                    return (
                        ordered.Select(row => row.Name).FirstOrDefault(name => name.Length > 0)
                            ?? "",
                        ordered[0].Email
                    );
                }
            );
    }

    private static (int Score, Guid Id) Cursor(string after)
    {
        var parts = after.Split(':');
        return
            parts.Length == 2
            && int.TryParse(
                parts[0],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var score
            )
            && Guid.TryParse(parts[1], out var id)
            ? (score, id)
            : (0, Guid.Empty);
    }

    // What has a meaning in a pattern is taken as it is written.
    [GeneratedRegex(@"[%_\\]")]
    private static partial Regex Pattern();
}
