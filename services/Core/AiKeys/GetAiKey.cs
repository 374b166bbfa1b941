namespace LeadFuel.Core.AiKeys;

/// <summary>Whether the account has a key of its own, and its last four characters. The key itself is never shown again.</summary>
public static class GetAiKey
{
    public sealed record View(
        bool Set,
        string LastFour,
        string GivenBy,
        DateTimeOffset? CheckedAt,
        DateTimeOffset? RefusedAt,
        int Version
    ) : IVersioned
    {
        public static View Of(AiKey? key) =>
            key is null
                ? new(false, "", "", null, null, 0)
                : new(true, key.LastFour, key.GivenBy, key.CheckedAt, key.RefusedAt, key.Version);
    }

    public static void Map(RouteGroupBuilder room) =>
        room.MapGet("", async (CoreDb db, CancellationToken ct) => (await Read(db, ct)).ToOk());

    private static async Task<Outcome<View>> Read(CoreDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return View.Of(await db.AiKeys.AsNoTracking().SingleOrDefaultAsync(ct));
    }
}
