namespace LeadFuel.Core.AuditEntries;

/// <summary>The account's own log of the last 90 days, newest first.</summary>
public static class ListAuditEntries
{
    public sealed record Line(
        Guid Id,
        DateTimeOffset At,
        string Actor,
        string Via,
        string Action,
        string Subject,
        string Detail
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void MapAuditEntries(this IEndpointRouteBuilder app) =>
        app.MapRoom("/audit-entries")
            .MapGet(
                "/",
                async (
                    long? after,
                    int? limit,
                    string? action,
                    CoreDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(after, limit, action, db, clock, ct)).ToOk()
            );

    public static async Task<Outcome<View>> Handle(
        long? after,
        int? limit,
        string? action,
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        var oldest = clock.GetUtcNow() - AuditEntry.Retention;
        await using var work = await db.Begin(ct);
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(entry =>
                entry.At >= oldest
                && (after == null || entry.Number < after)
                && (action == null || entry.Action == action)
            )
            .OrderByDescending(entry => entry.Number)
            .Take(take)
            .Select(entry => new
            {
                entry.Number,
                Line = new Line(
                    entry.Id,
                    entry.At,
                    entry.Actor,
                    entry.Via,
                    entry.Action,
                    entry.Subject,
                    entry.Detail
                ),
            })
            .ToListAsync(ct);
        return new View(
            [.. entries.Select(entry => entry.Line)],
            entries.Count == take ? $"{entries[^1].Number}" : null
        );
    }
}
