using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Exports;

/// <summary>Asks for a copy of everything. One is made at a time, and three within 24 hours.</summary>
public static class RequestExport
{
    private const string Asked = "export.requested";
    private const int PerDay = 3;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

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
        await StandInLine(db, ct);
        var now = clock.GetUtcNow();
        if (await MayNotBegin(db, now, ct) is { } refused)
        {
            return refused;
        }

        var export = new Export { RequestedBy = db.Account.Member, CreatedAt = now };
        db.Exports.Add(export);
        db.Enqueue(new BuildExport.Job(export.Id));
        await audit.Write(Asked, export.Id.ToString(), says, ct);
        return await work.Commit(ReadExports.View.Of(export, [], now), ct);
    }

    /// <summary>In a unit of work: of two at once the second waits here and finds the first.</summary>
    public static Task StandInLine(CoreDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"select 1 from accounts where account_email = {db.Account.Email} for update",
            ct
        );

    /// <summary>Null, or why none may be begun now: one is being made, or a day has had its three.</summary>
    public static async Task<Refused?> MayNotBegin(
        CoreDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await db.Exports.AnyAsync(e => e.State == ExportState.Collecting, ct))
        {
            return Refuse.Conflict(
                "A download is being made. Wait for it, or stop it first.",
                "export-running"
            );
        }

        return await FullUntil(db, now, ct) is { } next ? Enough(next, now) : null;
    }

    /// <summary>When the next one may be asked for, while there have been as many as a day has.</summary>
    private static async Task<DateTimeOffset?> FullUntil(
        CoreDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var failed = await db
            .Exports.Where(e => e.State == ExportState.Failed)
            .Select(e => e.Id)
            .ToListAsync(ct);
        // By the log: of what was stopped or deleted nothing is left but that it was asked for.
        var asked = await db
            .AuditEntries.Where(e => e.Action == Asked && e.At > now - Day)
            .OrderByDescending(e => e.At)
            .Select(e => new { e.At, e.Subject })
            .ToListAsync(ct);
        var counted = asked
            .Where(entry => !failed.Contains(Guid.Parse(entry.Subject)))
            .Take(PerDay)
            .ToList();
        return counted.Count < PerDay ? null : counted[^1].At + Day;
    }

    private static Refused Enough(DateTimeOffset next, DateTimeOffset now) =>
        new(
            Refusal.TooMany,
            "export-limit",
            "Three downloads a day.",
            $"There were three within 24 hours. The next one can be made after {next.UtcDateTime:yyyy-MM-dd HH:mm} UTC."
        )
        {
            RetryAfter = next - now,
            More = new Dictionary<string, object?> { ["nextAt"] = next },
        };
}
