namespace LeadFuel.Core.Suspensions;

/// <summary>Why the account is suspended and since when, for its members.</summary>
public static class ShowSuspension
{
    public sealed record View(string Reason, DateTimeOffset Since);

    /// <summary>Null: it is not suspended.</summary>
    public sealed record Answer(View? Suspension);

    public static void MapSuspension(this WebApplication app) =>
        app.MapGet(
            "/suspension",
            async (CoreDb db, CancellationToken ct) =>
            {
                await using var work = await db.Begin(ct);
                return new Answer(
                    await db
                        .Suspensions.Where(s => s.LiftedAt == null)
                        .Select(s => new View(s.Reason, s.CreatedAt))
                        .SingleOrDefaultAsync(ct)
                );
            }
        );
}
