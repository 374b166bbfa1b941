using System.Globalization;
using System.IO.Compression;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Exports;

/// <summary>The file, piece by piece: one is in memory at a time.</summary>
public static class DownloadExport
{
    public static void Map(RouteGroupBuilder exports) =>
        exports.MapGet(
            "/{id:guid}/content",
            async (
                Guid id,
                CoreDb db,
                OwnerOnly owner,
                SecretKeys keys,
                AuditLog audit,
                TimeProvider clock,
                HttpContext http,
                CancellationToken ct
            ) =>
            {
                var size = await Size(id, db, owner, audit, clock, ct);
                if (size.Refused is { } refused)
                {
                    return new RefusedResult(refused);
                }

                await Write(id, size.Value, db, keys, http.Response, ct);
                return Results.Empty;
            }
        );

    private static async Task<Outcome<long>> Size(
        Guid id,
        CoreDb db,
        OwnerOnly owner,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await owner.Check(recently: false, ct) is { } refused)
        {
            return refused;
        }

        await using var work = await db.Begin(ct);
        if (
            await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) is not { } own
        )
        {
            return Refuse.NotFound("download");
        }

        switch (own.StateAt(clock.GetUtcNow()))
        {
            case ExportState.Ready:
                await audit.Write(
                    "export.downloaded",
                    id.ToString(),
                    "Downloaded a copy of everything.",
                    ct
                );
                await work.Commit(ct);
                return own.Bytes;
            case ExportState.Expired:
                return Refuse.Gone(
                    "export-expired",
                    "This download was there for 72 hours and is deleted. Ask for a new one."
                );
            default:
                return Refuse.Conflict("This download is not ready.", "export-running");
        }
    }

    private static async Task Write(
        Guid id,
        long size,
        CoreDb db,
        SecretKeys keys,
        HttpResponse response,
        CancellationToken ct
    )
    {
        response.ContentType = "application/json";
        response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture,
            $"attachment; filename=\"leadfuel-{id}.json\""
        );
        // A file that is deleted or expires on the way ends too short, and whoever takes it sees that.
        response.ContentLength = size;
        for (var at = 0L; ; at++)
        {
            string? sealedPiece;
            long ordinal = at;
            await using (await db.Begin(ct))
            {
                sealedPiece = await db
                    .ExportPieces.Where(p => p.ExportId == id && p.Ordinal == ordinal)
                    .Select(p => p.Content)
                    .SingleOrDefaultAsync(ct);
            }

            if (sealedPiece is null)
            {
                return;
            }

            using var packed = new MemoryStream(
                keys.OpenBytes(ExportPiece.Secret, db.Account.Email, sealedPiece)
            );
            await using var plain = new GZipStream(packed, CompressionMode.Decompress);
            await plain.CopyToAsync(response.Body, ct);
        }
    }
}
