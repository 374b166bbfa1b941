namespace LeadFuel.Reach.Contacts;

public static class ListImports
{
    public sealed record Item(
        Guid Id,
        string FileName,
        DateTimeOffset CreatedAt,
        int Rows,
        int Added,
        int Changed,
        int Duplicates,
        int Suppressed,
        int Rejected,
        string By
    );

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder imports) =>
        imports.MapGet(
            "",
            async (int? limit, Guid? after, ReachDb db, CancellationToken ct) =>
                TypedResults.Ok(await Handle(limit ?? 50, after, db, ct))
        );

    public static async Task<View> Handle(int limit, Guid? after, ReachDb db, CancellationToken ct)
    {
        var take = Math.Clamp(limit, 1, 200);
        await using var work = await db.Begin(ct);
        var items = await db
            .Imports.AsNoTracking()
            .Where(i => after == null || i.Id.CompareTo(after.Value) < 0)
            .OrderByDescending(i => i.Id)
            .Take(take + 1)
            .Select(i => new Item(
                i.Id,
                i.Name,
                i.CreatedAt,
                i.Added + i.Changed + i.Duplicates + i.Rejected,
                i.Added,
                i.Changed,
                i.Duplicates,
                i.Suppressed,
                i.Rejected,
                i.By
            ))
            .ToListAsync(ct);
        return new(
            [.. items.Take(take)],
            items.Count > take ? items[take - 1].Id.ToString() : null
        );
    }
}
