namespace LeadFuel.Core.AuditEntries;

/// <summary>Which acts and people stand in the log, to choose from.</summary>
public static class ListAuditNames
{
    public sealed record View(IReadOnlyList<string> Actions, IReadOnlyList<string> Actors);

    public static void Map(RouteGroupBuilder entries) =>
        entries.MapGet(
            "/names",
            async (CoreDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var entries = new Which().Of(db, clock.GetUtcNow());
        return new View(
            await entries.Select(e => e.Action).Distinct().Order().ToListAsync(ct),
            await entries.Select(e => e.Actor).Distinct().Order().ToListAsync(ct)
        );
    }
}
