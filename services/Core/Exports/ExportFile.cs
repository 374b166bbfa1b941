using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Core.Exports;

/// <summary>
/// The document as it grows: `{ format, account, exportedAt, tables: [{ service, table, withheld, rows }], manifest: [{ … rows, sha256 }] }`.
/// Pieces of about a mebibyte are stored as they fill; a table begins with a piece of its own, so that it can be written again.
/// </summary>
internal sealed class ExportFile(
    CoreDb db,
    SecretKeys keys,
    Guid id,
    IReadOnlyList<ExportedTable> tables
) : IDisposable
{
    public const string Format = "leadfuel-export/1";
    private const int PieceSize = 1024 * 1024;

    private readonly MemoryStream piece = new();
    private readonly Dictionary<string, ExportedTable> byName = tables.ToDictionary(t => t.Name);
    private long next = 1;
    private ExportedTable? open;
    private IncrementalHash? hash;

    public long Bytes { get; private set; }

    public IReadOnlyCollection<string> Done(string service) =>
        [
            .. byName
                .Values.Where(t => t.Service == service && t.Sha256 is not null)
                .Select(t => t.Name),
        ];

    /// <summary>The head, once; what was written of a table that did not end is taken back.</summary>
    public async Task Begin(DateTimeOffset now, CancellationToken ct)
    {
        var whole = byName.Values.Max(t => t.LastPiece) ?? 0;
        next = whole + 1;
        await using var work = await db.Begin(ct);
        await db
            .ExportPieces.Where(p => p.ExportId == id && p.Ordinal > whole)
            .ExecuteDeleteAsync(ct);
        if (!await db.ExportPieces.AnyAsync(p => p.ExportId == id, ct))
        {
            var head = JsonSerializer.Serialize(
                new
                {
                    format = Format,
                    account = db.Account.Email,
                    exportedAt = now,
                },
                HouseJson.Options
            );
            Store(0, Encoding.UTF8.GetBytes(head[..^1] + ",\"tables\":["));
        }

        await work.Commit(ct);
    }

    /// <summary>False: somebody stopped it.</summary>
    public async Task<bool> Add(
        string service,
        ExportPart part,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var name = $"{part.Database}.{part.Table}";
        if (open?.Name != name)
        {
            open =
                byName.GetValueOrDefault(name)
                ?? new ExportedTable
                {
                    ExportId = id,
                    Service = service,
                    Name = name,
                    Expected = 0,
                    CreatedAt = now,
                };
            (open.Rows, open.Bytes) = (0, 0);
            hash?.Dispose();
            hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var comma = next > 1 ? "," : "";
            Put(
                $"{comma}\n{{\"service\":{Json(service)},\"table\":{Json(name)},\"withheld\":{Json(part.Withheld)},\"rows\":["
            );
        }

        foreach (var row in part.Rows)
        {
            Put(open.Rows++ == 0 ? $"\n{row}" : $",\n{row}");
            hash!.AppendData(Encoding.UTF8.GetBytes(row + "\n"));
        }

        if (!part.Last && piece.Length < PieceSize)
        {
            return true;
        }

        if (part.Last)
        {
            Put("]}");
            open.Finish(Convert.ToHexStringLower(hash!.GetHashAndReset()), next);
        }

        return await Save(ct);
    }

    /// <summary>The manifest, inside the caller's unit of work.</summary>
    public async Task End(CancellationToken ct)
    {
        var manifest = await db
            .ExportedTables.AsNoTracking()
            .Where(t => t.ExportId == id)
            .OrderBy(t => t.LastPiece)
            .Select(t => new
            {
                t.Service,
                Table = t.Name,
                t.Rows,
                t.Sha256,
            })
            .ToListAsync(ct);
        Store(next, Encoding.UTF8.GetBytes($"\n],\"manifest\":{Json(manifest)}}}\n"));
        await db.SaveChangesAsync(ct);
        Bytes = await db.ExportPieces.Where(p => p.ExportId == id).SumAsync(p => (long)p.Size, ct);
    }

    public void Dispose()
    {
        piece.Dispose();
        hash?.Dispose();
    }

    private async Task<bool> Save(CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (!await db.Exports.AnyAsync(e => e.Id == id && e.State == ExportState.Collecting, ct))
        {
            return false;
        }

        Store(next++, piece.ToArray());
        piece.SetLength(0);
        if (byName.TryAdd(open!.Name, open))
        {
            db.ExportedTables.Add(open);
        }
        else
        {
            db.ExportedTables.Update(open);
        }

        await work.Commit(ct);
        return true;
    }

    private void Store(long ordinal, byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        db.ExportPieces.Add(
            new ExportPiece
            {
                ExportId = id,
                Ordinal = ordinal,
                Size = plain.Length,
                Content = keys.Seal(ExportPiece.Secret, db.Account.Email, packed.ToArray()),
            }
        );
    }

    private void Put(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        piece.Write(bytes);
        open!.Bytes += bytes.Length;
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, HouseJson.Options);
}
