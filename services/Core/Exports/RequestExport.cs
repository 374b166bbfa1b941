using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Exports;

/// <summary>Asks for a copy of everything. One is made at a time.</summary>
public static class RequestExport
{
    public static void Map(RouteGroupBuilder exports) =>
        exports.MapPost(
            "/",
            async (
                CoreDb db,
                OwnerOnly owner,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(db, owner, audit, clock, ct)).ToAccepted(export =>
                    $"/exports/{export.Id}"
                )
        );

    public static async Task<Outcome<ReadExports.View>> Handle(
        CoreDb db,
        OwnerOnly owner,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await owner.Check(recently: true, ct) is { } refused)
        {
            return refused;
        }

        return await Make("Asked for a download of everything.", db, audit, clock, ct);
    }

    /// <summary>Once it is clear that whoever asks may.</summary>
    public static async Task<Outcome<ReadExports.View>> Make(
        string says,
        CoreDb db,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // Of two at once the second waits here and finds the first.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from accounts where account_email = {db.Account.Email} for update",
            ct
        );
        if (await db.Exports.AnyAsync(e => e.State == ExportState.Collecting, ct))
        {
            return Refuse.Conflict(
                "A download is being made. Wait for it, or stop it first.",
                "export-running"
            );
        }

        var now = clock.GetUtcNow();
        var export = new Export { RequestedBy = db.Account.Member, CreatedAt = now };
        db.Exports.Add(export);
        db.Enqueue(new BuildExport.Job(export.Id));
        await audit.Write("export.requested", export.Id.ToString(), says, ct);
        return await work.Commit(ReadExports.View.Of(export, [], now), ct);
    }
}
