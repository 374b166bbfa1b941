namespace LeadFuel.Reach.Contacts;

/// <summary>The merge fields that the account's contacts can fill, and for how many.</summary>
public static class ListContactFields
{
    public sealed record Item(string Name, int Filled);

    public sealed record View(IReadOnlyList<Item> Items, int Contacts);

    private sealed record Counts(int All, int First, int Last, int Company, int Title, int Country);

    private sealed record Further(string Name, int Filled);

    public static void Map(RouteGroupBuilder fields) =>
        fields.MapGet(
            "",
            async (ReachDb db, CancellationToken ct) => TypedResults.Ok(await Handle(db, ct))
        );

    public static async Task<View> Handle(ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var counts = await db
            .Contacts.GroupBy(_ => 1)
            .Select(g => new Counts(
                g.Count(),
                g.Count(c => c.FirstName != ""),
                g.Count(c => c.LastName != ""),
                g.Count(c => c.Company != ""),
                g.Count(c => c.Title != ""),
                g.Count(c => c.Country != "")
            ))
            .SingleOrDefaultAsync(ct);
        var further = await db
            .Database.SqlQuery<Further>(
                $"""
                select a.key as name, count(*)::int as filled
                  from contacts c, jsonb_each_text(c.attributes) a
                 where c.account_email = {db.Account.Email} and c.deleted_at is null and a.value <> ''
                 group by a.key order by a.key limit 100
                """
            )
            .ToListAsync(ct);
        counts ??= new(0, 0, 0, 0, 0, 0);
        return new(
            [
                new("email", counts.All),
                new("first_name", counts.First),
                new("last_name", counts.Last),
                new("company", counts.Company),
                new("title", counts.Title),
                new("country", counts.Country),
                .. further.Select(f => new Item(f.Name, f.Filled)),
            ],
            counts.All
        );
    }
}
