using LeadFuel.Scope.CrmConnections;

namespace LeadFuel.Scope.Outcomes;

/// <summary>Deals as they stand, the newest first; or those that wait for their company.</summary>
public static class ListOutcomes
{
    /// <param name="Suggestions">Domains of known companies that the deal's name speaks of.</param>
    public sealed record Line(
        Guid Id,
        CrmVendor Vendor,
        string VendorDealId,
        string? Name,
        DealStatus Status,
        decimal? Amount,
        string? Currency,
        DateTimeOffset? ClosedAt,
        string? LostReason,
        DealMatch Match,
        string? Domain,
        bool ByHand,
        IReadOnlyList<string> Suggestions,
        DateTimeOffset UpdatedAt,
        int Version
    ) : IVersioned
    {
        public static Line Of(DealOutcome outcome, IReadOnlyList<string> suggestions) =>
            new(
                outcome.Id,
                outcome.Vendor,
                outcome.VendorDealId,
                outcome.Name,
                outcome.Status,
                Money.Whole(outcome.AmountMinor, outcome.Currency),
                outcome.Currency,
                outcome.ClosedAt,
                outcome.LostReason,
                outcome.Match,
                outcome.Domain,
                outcome.ByHand,
                suggestions,
                outcome.UpdatedAt,
                outcome.Version
            );
    }

    public sealed record View(IReadOnlyList<Line> Items, string? Next, int Unmatched);

    public static void Map(RouteGroupBuilder outcomes) =>
        outcomes.MapGet(
            "/",
            async (int? limit, Guid? after, bool? unmatched, ScopeDb db, CancellationToken ct) =>
                (await Handle(limit, after, unmatched ?? false, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        int? limit,
        Guid? after,
        bool unmatched,
        ScopeDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        await using var work = await db.Begin(ct);
        var rows = await db
            .Outcomes.AsNoTracking()
            .Where(o =>
                (after == null || o.Id.CompareTo(after.Value) < 0)
                && (
                    !unmatched || (o.Match == DealMatch.Unmatched && o.Status != DealStatus.Deleted)
                )
            )
            .OrderByDescending(o => o.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        // What is gone from the CRM, or went into another deal, waits for nothing.
        var waiting = await db.Outcomes.CountAsync(
            o => o.Match == DealMatch.Unmatched && o.Status != DealStatus.Deleted,
            ct
        );
        var known = waiting == 0 ? [] : await Suggest.Known(db, ct);
        return new View(
            [.. rows.Take(take).Select(o => Line.Of(o, Suggest.For(o, known)))],
            rows.Count > take ? rows[take - 1].Id.ToString() : null,
            waiting
        );
    }
}

/// <summary>Which known companies a deal's name speaks of.</summary>
internal static class Suggest
{
    private const int Most = 3;
    private const int MostKnown = 5_000;
    private const int ShortestWord = 3;

    public static Task<List<string>> Known(ScopeDb db, CancellationToken ct) =>
        db
            .Companies.OrderByDescending(c => c.Id)
            .Take(MostKnown)
            .Select(c => c.Domain)
            .ToListAsync(ct);

    public static IReadOnlyList<string> For(DealOutcome outcome, IReadOnlyList<string> known)
    {
        if (outcome.Match != DealMatch.Unmatched || outcome.Name is not { } name)
        {
            return [];
        }

        // "Kestrel Pay GmbH – renewal" speaks of kestrelpay.com.
        var letters = string.Concat(name.ToLowerInvariant().Where(char.IsLetterOrDigit));
        return
        [
            .. known
                .Where(domain =>
                    domain.Split('.')[0].Replace("-", "", StringComparison.Ordinal) is var label
                    && label.Length >= ShortestWord
                    && letters.Contains(label, StringComparison.Ordinal)
                )
                .OrderByDescending(domain => domain.Length)
                .Take(Most),
        ];
    }
}
