using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Core.AuditEntries;

/// <summary>The log as a file: one JSON object a line, or CSV. The export itself stands in the log before it begins.</summary>
public static class ExportAuditEntries
{
    private const string Head = "at,actor,via,action,subject,detail,request_id,id";

    public static void Map(RouteGroupBuilder entries) =>
        entries.MapGet(
            "/export",
            async (
                string? format,
                [AsParameters] Which which,
                CoreDb db,
                AuditLog audit,
                TimeProvider clock,
                HttpContext http,
                CancellationToken ct
            ) =>
            {
                if (format is not (null or "jsonl" or "csv"))
                {
                    return new RefusedResult(
                        Refuse.Invalid("format", "An export is jsonl or csv.")
                    );
                }

                await Write(format ?? "jsonl", which, db, audit, clock, http.Response, ct);
                return Results.Empty;
            }
        );

    private static async Task Write(
        string format,
        Which which,
        CoreDb db,
        AuditLog audit,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        if (db.Account.MayWrite)
        {
            await using var say = await db.Begin(ct);
            await audit.Write(
                "audit.exported",
                db.Account.Email,
                $"Downloaded this log as {format}.",
                ct
            );
            await say.Commit(ct);
        }

        response.ContentType =
            format == "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture,
            $"attachment; filename=\"leadfuel-activity-{now:yyyy-MM-dd}.{format}\""
        );
        await using var work = await db.Begin(ct);
        await using var text = new StreamWriter(
            response.Body,
            new UTF8Encoding(false),
            leaveOpen: true
        );
        if (format == "csv")
        {
            await text.WriteAsync($"{Head}\r\n");
        }

        await foreach (
            var entry in which
                .Of(db, now)
                .OrderBy(entry => entry.Number)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            await text.WriteAsync(
                format == "csv"
                    ? $"{Row(entry)}\r\n"
                    : $"{JsonSerializer.Serialize(ListAuditEntries.Of(entry), HouseJson.Options)}\n"
            );
        }

        await text.FlushAsync(ct);
    }

    private static string Row(AuditEntry entry) =>
        string.Join(
            ',',
            new[]
            {
                entry.At.ToString("O", CultureInfo.InvariantCulture),
                entry.Actor,
                entry.Via,
                entry.Action,
                entry.Subject,
                entry.Detail,
                entry.RequestId ?? "",
                entry.Id.ToString(),
            }.Select(Cell)
        );

    // A spreadsheet runs what begins like a formula.
    private static string Cell(string value)
    {
        var safe = value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{value}" : value;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
