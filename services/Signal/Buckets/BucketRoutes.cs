namespace LeadFuel.Signal.Buckets;

public static class BucketRoutes
{
    public static void MapBuckets(this WebApplication app)
    {
        var buckets = app.MapRoom("/buckets");
        GetBucket.Map(buckets);
        SetShares.Map(buckets);
        WriteBucket.Map(buckets);
        DeleteBucket.Map(buckets);
    }
}
