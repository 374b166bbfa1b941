using LeadFuel.Signal.AuditEntries;

namespace LeadFuel.Signal.Buckets;

/// <summary>Soft, and taken back by /undelete until the next archive run.</summary>
public static class DeleteBucket
{
    public static void Map(RouteGroupBuilder buckets)
    {
        buckets
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    SignalDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan();
        buckets
            .MapPost(
                "/{id:guid}/undelete",
                async (Guid id, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Undo(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();
    }

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var bucket = await db.Buckets.SingleOrDefaultAsync(row => row.Id == id, ct);
        if (bucket is null)
        {
            return Refuse.NotFound("bucket");
        }

        if (bucket.Version != tag.Version)
        {
            return Refuse.Stale("bucket");
        }

        var now = clock.GetUtcNow();
        bucket.DeletedAt = now;
        bucket.Edited();
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "bucket.deleted",
                id,
                $"Bucket “{bucket.Name}” was deleted."
            )
        );
        await work.Commit(ct);
        return new Done();
    }

    public static async Task<Outcome<GetBucket.View>> Undo(
        Guid id,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var bucket = await db
            .Buckets.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .SingleOrDefaultAsync(row => row.Id == id, ct);
        if (bucket is null)
        {
            return Refuse.NotFound("bucket");
        }

        if (bucket.DeletedAt is not null)
        {
            bucket.DeletedAt = null;
            bucket.Edited();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    clock.GetUtcNow(),
                    "bucket.undeleted",
                    id,
                    $"Bucket “{bucket.Name}” was taken back from the bin."
                )
            );
        }

        return await work.Commit(GetBucket.View.Of(bucket), ct);
    }
}
