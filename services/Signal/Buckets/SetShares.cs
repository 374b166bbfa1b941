using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace LeadFuel.Signal.Buckets;

/// <summary>All shares at once: those of the active buckets add up to 100 %, or nothing changes.</summary>
public static class SetShares
{
    public sealed record Share(Guid Id, [Range(0, Bucket.Whole)] int ShareBp);

    public sealed record Request([Required] IReadOnlyList<Share> Shares);

    public static void Map(RouteGroupBuilder buckets) =>
        buckets.MapPut(
            "/shares",
            async (Request request, SignalDb db, CancellationToken ct) =>
                (await Handle(request, db, ct)).ToOk()
        );

    public static async Task<Outcome<GetBucket.ListView>> Handle(
        Request request,
        SignalDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var buckets = await db.Buckets.OrderBy(b => b.Id).ToListAsync(ct);
        var shares = request
            .Shares.DistinctBy(share => share.Id)
            .ToDictionary(s => s.Id, s => s.ShareBp);
        if (
            shares.Count != request.Shares.Count
            || shares.Keys.Except(buckets.Select(bucket => bucket.Id)).Any()
        )
        {
            return Refuse.Unprocessable(
                "bucket-unknown",
                "One of these buckets does not exist any more. Load the page again."
            );
        }

        foreach (var bucket in buckets)
        {
            if (shares.TryGetValue(bucket.Id, out var share) && share != bucket.ShareBp)
            {
                bucket.ShareBp = share;
                bucket.Edited();
            }
        }

        var sum = buckets.Where(bucket => !bucket.Paused).Sum(bucket => bucket.ShareBp);
        if (sum != Bucket.Whole)
        {
            var off = Percent(Math.Abs(Bucket.Whole - sum));
            return Refuse.Unprocessable(
                "shares-not-whole",
                sum < Bucket.Whole
                    ? $"{off} is missing to 100 %. Nothing was changed."
                    : $"It is {off} more than 100 %. Nothing was changed."
            ) with
            {
                More = new Dictionary<string, object?> { ["differenceBp"] = Bucket.Whole - sum },
            };
        }

        await work.Flush(ct);
        return await work.Commit(await GetBucket.List(db, ct), ct);
    }

    private static string Percent(int basisPoints) =>
        (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
