namespace LeadFuel.Signal.Buckets;

public static class GetBucket
{
    public sealed record View(
        Guid Id,
        string Name,
        string Brief,
        BucketColour Colour,
        int ShareBp,
        IReadOnlyList<string> Formats,
        string CallToAction,
        bool Paused,
        DateTimeOffset CreatedAt,
        int Version
    ) : IVersioned
    {
        public static View Of(Bucket bucket) =>
            new(
                bucket.Id,
                bucket.Name,
                bucket.Brief,
                bucket.Colour,
                bucket.ShareBp,
                bucket.Formats,
                bucket.CallToAction,
                bucket.Paused,
                bucket.CreatedAt,
                bucket.Version
            );
    }

    /// <param name="SumBp">What the shares of the active ones add up to.</param>
    public sealed record ListView(IReadOnlyList<View> Items, int SumBp, string? Next);

    public static void Map(RouteGroupBuilder buckets)
    {
        buckets.MapGet(
            "",
            async (bool? bin, SignalDb db, CancellationToken ct) =>
            {
                await using var work = await db.Begin(ct);
                return TypedResults.Ok(bin == true ? await Deleted(db, ct) : await List(db, ct));
            }
        );
        buckets.MapGet(
            "/{id:guid}",
            async (Guid id, SignalDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );
    }

    public static async Task<Outcome<View>> Handle(Guid id, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var bucket = await db.Buckets.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, ct);
        return bucket is null ? Refuse.NotFound("bucket") : View.Of(bucket);
    }

    /// <summary>What can still be taken back, the latest first; inside the caller's unit of work.</summary>
    private static async Task<ListView> Deleted(SignalDb db, CancellationToken ct)
    {
        var buckets = await db
            .Buckets.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .AsNoTracking()
            .Where(b => b.DeletedAt != null)
            .OrderByDescending(b => b.DeletedAt)
            .ToListAsync(ct);
        return new([.. buckets.Select(View.Of)], 0, null);
    }

    /// <summary>Inside the caller's unit of work.</summary>
    internal static async Task<ListView> List(SignalDb db, CancellationToken ct)
    {
        var buckets = await db.Buckets.AsNoTracking().OrderBy(b => b.Id).ToListAsync(ct);
        return new(
            [.. buckets.Select(View.Of)],
            buckets.Where(bucket => !bucket.Paused).Sum(bucket => bucket.ShareBp),
            null
        );
    }
}
