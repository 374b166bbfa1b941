namespace LeadFuel.Reach.Domains;

public static class ListDomains
{
    public sealed record View(IReadOnlyList<GetDomain.View> Items, string? Next);

    public static void Map(RouteGroupBuilder domains) =>
        domains.MapGet(
            "",
            async (ReachDb db, CancellationToken ct) => TypedResults.Ok(await Handle(db, ct))
        );

    public static async Task<View> Handle(ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var domains = await db.Domains.AsNoTracking().OrderBy(d => d.Name).ToListAsync(ct);
        return new([.. domains.Select(GetDomain.View.Of)], null);
    }
}
