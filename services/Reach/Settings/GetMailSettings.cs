namespace LeadFuel.Reach.Settings;

public static class GetMailSettings
{
    /// <summary>Version 0: never saved.</summary>
    public sealed record View(string PostalAddress, int Version) : IVersioned
    {
        public static View Of(MailSettings? settings) =>
            new(settings?.PostalAddress ?? "", settings?.Version ?? 0);
    }

    public static void Map(RouteGroupBuilder settings) =>
        settings.MapGet(
            "",
            async (ReachDb db, CancellationToken ct) => TypedResults.Ok(await Handle(db, ct))
        );

    public static async Task<View> Handle(ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return View.Of(await db.MailSettings.AsNoTracking().SingleOrDefaultAsync(ct));
    }
}
