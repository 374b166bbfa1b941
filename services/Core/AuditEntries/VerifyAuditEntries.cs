using System.Security.Cryptography;

namespace LeadFuel.Core.AuditEntries;

/// <summary>Recomputes the chain from where it begins to its end: says that it holds, or names the first entry that does not.</summary>
public static class VerifyAuditEntries
{
    public sealed record View(
        bool Holds,
        long Entries,
        Guid? BrokenId,
        DateTimeOffset? BrokenAt,
        string Says
    );

    public static void Map(RouteGroupBuilder entries) =>
        entries.MapGet(
            "/verify",
            async (CoreDb db, AuditLog audit, CancellationToken ct) =>
                (await Handle(db, audit, ct)).ToOk()
        );

    // Old entries may leave between two reads: what is broken is broken at a second look too.
    public static async Task<Outcome<View>> Handle(
        CoreDb db,
        AuditLog audit,
        CancellationToken ct
    ) => await Look(db, audit, ct) is { Holds: true } whole ? whole : await Look(db, audit, ct);

    private static async Task<View> Look(CoreDb db, AuditLog audit, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        // The end is read first: an entry that is added meanwhile is not missed, it comes after it.
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(ct);
        var anchor = await db.AuditAnchors.AsNoTracking().SingleOrDefaultAsync(ct);
        var (last, end) = (head?.Number ?? 0, head?.Hash ?? []);
        var (number, hash) = (anchor?.Number ?? 0, anchor?.Hash ?? []);
        var seen = 0L;
        await foreach (
            var entry in db
                .AuditEntries.AsNoTracking()
                .Where(entry => entry.Number <= last)
                .OrderBy(entry => entry.Number)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (entry.Number != number + 1 || !audit.Holds(entry, hash))
            {
                return new View(
                    false,
                    seen,
                    entry.Id,
                    entry.At,
                    entry.Number != number + 1
                        ? "Entries before this one are missing."
                        : "This entry, or the one before it, was changed."
                );
            }

            (number, hash) = (entry.Number, entry.Hash);
            seen++;
        }

        return number == last && CryptographicOperations.FixedTimeEquals(hash, end)
            ? new View(
                true,
                seen,
                null,
                null,
                "No entry was changed, and none is missing after the oldest that is kept."
            )
            : new View(false, seen, null, null, "Entries at the end are missing.");
    }
}
