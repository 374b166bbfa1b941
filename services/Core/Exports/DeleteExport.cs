using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Exports;

/// <summary>Stops a download that is being made, or deletes one that is ready.</summary>
public static class DeleteExport
{
    public static void Map(RouteGroupBuilder exports) =>
        exports.MapDelete(
            "/{id:guid}",
            async (Guid id, CoreDb db, AuditLog audit, CancellationToken ct) =>
                (await Handle(id, db, audit, ct)).ToNoContent()
        );

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        CoreDb db,
        AuditLog audit,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await db.Exports.SingleOrDefaultAsync(e => e.Id == id, ct) is not { } own)
        {
            return Refuse.NotFound("download");
        }

        db.Exports.Remove(own);
        await audit.Write("export.deleted", id.ToString(), "Deleted a download.", ct);
        return await work.Commit(new Done(), ct);
    }
}

/// <summary>Takes the bytes of a download away when its time is over, of one that failed, too.</summary>
public sealed class ExpireExport(CoreDb db, TimeProvider clock) : JobHandler<ExpireExport.Job>
{
    public sealed record Job(Guid ExportId) : IJob
    {
        public static string Kind => "core.expire-export";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var export = await db.Exports.SingleOrDefaultAsync(e => e.Id == job.ExportId, ct);
        // One that failed and goes on has a later end, or none yet.
        if (export?.StateAt(clock.GetUtcNow()) == ExportState.Expired)
        {
            await db.ExportPieces.Where(p => p.ExportId == job.ExportId).ExecuteDeleteAsync(ct);
            export.Expire();
        }

        await work.Commit(lease, ct);
    }
}
