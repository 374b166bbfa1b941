namespace LeadFuel.Core.Integrations;

/// <summary>What was told or is waiting, newest first, with each try.</summary>
public static class ListDeliveries
{
    public sealed record TryView(
        DateTimeOffset At,
        int Status,
        int DurationMs,
        int Bytes,
        string BodySha256,
        string Error
    );

    public sealed record Line(
        Guid Id,
        ChannelKind Kind,
        string Type,
        DateTimeOffset HappenedAt,
        bool Test,
        DeliveryState State,
        DateTimeOffset? NextAt,
        DateTimeOffset CreatedAt,
        bool MayRepeat,
        IReadOnlyList<TryView> Tries
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder deliveries) =>
        deliveries.MapGet(
            "/",
            async (Guid? after, int? limit, CoreDb db, CancellationToken ct) =>
                (await Handle(after, limit, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid? after,
        int? limit,
        CoreDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit ?? 50, 1, 200);
        await using var work = await db.Begin(ct);
        // Ids grow with time, so they are the order and the place in it.
        var page = await db
            .Deliveries.AsNoTracking()
            .Where(d => after == null || d.Id < after)
            .OrderByDescending(d => d.Id)
            .Take(take + 1)
            .Select(d => new
            {
                Delivery = d,
                Tries = db
                    .DeliveryAttempts.Where(a => a.DeliveryId == d.Id)
                    .OrderBy(a => a.At)
                    .Select(a => new TryView(
                        a.At,
                        a.Status,
                        a.DurationMs,
                        a.Bytes,
                        Convert.ToHexStringLower(a.BodySha256),
                        a.Error
                    ))
                    .ToList(),
                Here = db.Channels.Any(c => c.Id == d.ChannelId),
            })
            .ToListAsync(ct);
        var items = page.Take(take)
            .Select(row => new Line(
                row.Delivery.Id,
                row.Delivery.Kind,
                row.Delivery.Type,
                row.Delivery.HappenedAt,
                row.Delivery.Test,
                row.Delivery.State,
                row.Delivery.NextAt,
                row.Delivery.CreatedAt,
                row.Here && SendAgain.May(row.Delivery),
                row.Tries
            ))
            .ToList();
        return new View(items, page.Count > take ? items[^1].Id.ToString() : null);
    }
}
