namespace LeadFuel.Core.Exports;

/// <summary>Downloads that were asked for in the last 30 days, each with how far it has come in each service.</summary>
public static class ReadExports
{
    public sealed record Progress(string Service, long Rows, long Expected, long Bytes, bool Done);

    public sealed record View(
        Guid Id,
        ExportState State,
        string RequestedBy,
        long Bytes,
        DateTimeOffset CreatedAt,
        DateTimeOffset? ReadyAt,
        DateTimeOffset? ExpiresAt,
        IReadOnlyList<Progress> Services
    )
    {
        public static View Of(
            Export export,
            IEnumerable<ExportedTable> tables,
            DateTimeOffset now
        ) =>
            new(
                export.Id,
                export.StateAt(now),
                export.RequestedBy,
                export.Bytes,
                export.CreatedAt,
                export.ReadyAt,
                export.ExpiresAt,
                [
                    .. tables
                        .GroupBy(table => table.Service)
                        .OrderBy(group => Array.IndexOf(BuildExport.Services, group.Key))
                        .Select(group => new Progress(
                            group.Key,
                            group.Sum(table => table.Rows),
                            group.Sum(table => table.Expected),
                            group.Sum(table => table.Bytes),
                            group.All(table => table.Sha256 is not null)
                        )),
                ]
            );
    }

    public sealed record Page(IReadOnlyList<View> Items, string? Next);

    public static void Map(RouteGroupBuilder exports)
    {
        exports.MapGet("/", List);
        exports.MapGet(
            "/{id:guid}",
            async (Guid id, CoreDb db, TimeProvider clock, CancellationToken ct) =>
                (await One(id, db, clock, ct)).ToOk()
        );
    }

    public static async Task<Page> List(CoreDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var exports = await db
            .Exports.AsNoTracking()
            .OrderByDescending(e => e.CreatedAt)
            .Take(50)
            .ToListAsync(ct);
        var ids = exports.ConvertAll(e => e.Id);
        var tables = await db
            .ExportedTables.AsNoTracking()
            .Where(t => ids.Contains(t.ExportId))
            .ToListAsync(ct);
        return new Page(
            [.. exports.Select(e => View.Of(e, tables.Where(t => t.ExportId == e.Id), now))],
            null
        );
    }

    public static async Task<Outcome<View>> One(
        Guid id,
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (
            await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) is not { } own
        )
        {
            return Refuse.NotFound("download");
        }

        var tables = await db
            .ExportedTables.AsNoTracking()
            .Where(t => t.ExportId == id)
            .ToListAsync(ct);
        return View.Of(own, tables, clock.GetUtcNow());
    }
}
