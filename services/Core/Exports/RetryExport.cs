using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Exports;

/// <summary>Goes on with a download that failed: what is finished of it is not read again.</summary>
public static class RetryExport
{
    public static void Map(RouteGroupBuilder exports) =>
        exports.MapPost(
            "/{id:guid}/retry",
            async (
                Guid id,
                CoreDb db,
                OwnerOnly owner,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(id, db, owner, audit, clock, ct)).ToAccepted(export =>
                    $"/exports/{export.Id}"
                )
        );

    public static async Task<Outcome<ReadExports.View>> Handle(
        Guid id,
        CoreDb db,
        OwnerOnly owner,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await owner.Check(recently: true, ct) is { } notAllowed)
        {
            return notAllowed;
        }

        await using var work = await db.Begin(ct);
        await RequestExport.StandInLine(db, ct);
        if (await db.Exports.SingleOrDefaultAsync(e => e.Id == id, ct) is not { } own)
        {
            return Refuse.NotFound("download");
        }

        var now = clock.GetUtcNow();
        switch (own.StateAt(now))
        {
            case ExportState.Failed:
                break;
            case ExportState.Expired:
                return Refuse.Gone(
                    "export-expired",
                    "What was finished of this download is deleted. Ask for a new one."
                );
            default:
                return Refuse.Conflict("This download has not failed.", "export-not-failed");
        }

        if (await RequestExport.MayNotBegin(db, now, ct) is { } refused)
        {
            return refused;
        }

        db.Enqueue(new BuildExport.Job(id, own.TryAgain()));
        await Log(own, audit, ct);
        var tables = await db
            .ExportedTables.AsNoTracking()
            .Where(t => t.ExportId == id)
            .ToListAsync(ct);
        return await work.Commit(ReadExports.View.Of(own, tables, now), ct);
    }

    /// <summary>In the unit of work in which it goes on.</summary>
    public static Task Log(Export export, AuditLog audit, CancellationToken ct) =>
        audit.Write(
            "export.retried",
            export.Id.ToString(),
            "A download that failed goes on from where it was.",
            ct
        );
}
