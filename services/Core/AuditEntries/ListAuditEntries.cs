namespace LeadFuel.Core.AuditEntries;

/// <summary>The account's own log of the last 90 days, newest first. Who reads it stands in it.</summary>
public static class ListAuditEntries
{
    private static readonly TimeSpan OneReading = TimeSpan.FromHours(1);

    public sealed record Line(
        Guid Id,
        DateTimeOffset At,
        string Actor,
        string Via,
        string Action,
        string Subject,
        string Detail,
        string? RequestId
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder entries) =>
        entries.MapGet(
            "/",
            async (
                long? after,
                int? limit,
                [AsParameters] Which which,
                CoreDb db,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(after, limit, which, db, audit, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        long? after,
        int? limit,
        Which which,
        CoreDb db,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var entries = await which
            .Of(db, now)
            .Where(entry => after == null || entry.Number < after)
            .OrderByDescending(entry => entry.Number)
            .Take(take + 1)
            .ToListAsync(ct);
        if (after is null)
        {
            await Say(db, audit, now, ct);
        }

        await work.Commit(ct);
        var page = entries.Take(take).ToList();
        return new View([.. page.Select(Of)], entries.Count > take ? $"{page[^1].Number}" : null);
    }

    internal static Line Of(AuditEntry entry) =>
        new(
            entry.Id,
            entry.At,
            entry.Actor,
            entry.Via,
            entry.Action,
            entry.Subject,
            entry.Detail,
            entry.RequestId
        );

    // Once for an hour's reading: the page asks anew whenever it is looked at. A viewing stands in the log by itself.
    private static async Task Say(
        CoreDb db,
        AuditLog audit,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (since, reader) = (now - OneReading, db.Account.Member);
        if (
            db.Account.MayWrite
            && !await db.AuditEntries.AnyAsync(
                entry => entry.Action == "audit.read" && entry.Actor == reader && entry.At > since,
                ct
            )
        )
        {
            await audit.Write("audit.read", db.Account.Email, "Read this log.", ct);
        }
    }
}

/// <summary>Which entries are asked for. What is older than 90 days is not there, even before it is deleted.</summary>
public sealed record Which
{
    public string? Action { get; init; }
    public string? Actor { get; init; }
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    internal IQueryable<AuditEntry> Of(CoreDb db, DateTimeOffset now)
    {
        var oldest = now - AuditEntry.Retention;
        var (since, until) = (Since?.ToUniversalTime(), Until?.ToUniversalTime());
        return db
            .AuditEntries.AsNoTracking()
            .Where(entry =>
                entry.At >= oldest
                && (Action == null || entry.Action == Action)
                && (Actor == null || entry.Actor == Actor)
                && (since == null || entry.At >= since)
                && (until == null || entry.At < until)
            );
    }
}
