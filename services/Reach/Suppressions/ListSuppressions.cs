namespace LeadFuel.Reach.Suppressions;

public static class ListSuppressions
{
    public sealed record Item(
        Guid Id,
        SuppressionKind Kind,
        string Key,
        SuppressionReason Reason,
        string Note,
        string Source,
        DateTimeOffset CreatedAt,
        DateTimeOffset? LiftedAt,
        string? LiftedBy,
        string? LiftedBecause,
        int Version
    ) : IVersioned
    {
        public static Item Of(Suppression s) =>
            new(
                s.Id,
                s.Kind,
                s.Key,
                s.Reason,
                s.Note,
                s.Source,
                s.CreatedAt,
                s.LiftedAt,
                s.LiftedBy,
                s.LiftedBecause,
                s.Version
            );
    }

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder suppressions) =>
        suppressions.MapGet(
            "",
            async (
                int? limit,
                Guid? after,
                string? q,
                string? reason,
                ReachDb db,
                CancellationToken ct
            ) => (await Handle(limit, after, q, reason, db, ct)).ToOk()
        );

    /// <summary>Newest first; `q` is a part of the address or domain.</summary>
    public static async Task<Outcome<View>> Handle(
        int? limit,
        Guid? after,
        string? q,
        string? reason,
        ReachDb db,
        CancellationToken ct
    )
    {
        SuppressionReason? wanted = null;
        if (reason is { Length: > 0 })
        {
            // A query takes the same words as a body: hard_bounce.
            if (
                !Enum.TryParse<SuppressionReason>(
                    reason.Replace("_", "", StringComparison.Ordinal),
                    true,
                    out var known
                ) || !Enum.IsDefined(known)
            )
            {
                return Refuse.Invalid(
                    "reason",
                    "The reason is one of manual, unsubscribed, hard_bounce, soft_bounces and complaint."
                );
            }

            wanted = known;
        }

        var take = Math.Clamp(limit ?? 50, 1, 200);
        var part = q?.Trim().ToLowerInvariant() ?? "";
        await using var work = await db.Begin(ct);
        var rows = await db
            .Suppressions.AsNoTracking()
            .Where(s => after == null || s.Id.CompareTo(after.Value) < 0)
            .Where(s => part == "" || s.Key.Contains(part))
            .Where(s => wanted == null || s.Reason == wanted)
            .OrderByDescending(s => s.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new View(
            [.. rows.Take(take).Select(Item.Of)],
            rows.Count > take ? rows[take - 1].Id.ToString() : null
        );
    }
}
