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
        var paused = await GetDomain.Paused(db, ct);
        return new(
            [
                .. domains.Select(d =>
                    GetDomain.View.Of(d) with
                    {
                        PausedCampaigns = paused.Count(id => id == d.Id),
                    }
                ),
            ],
            null
        );
    }
}
