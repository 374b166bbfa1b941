using System.ComponentModel.DataAnnotations;
using LeadFuel.Signal.AuditEntries;

namespace LeadFuel.Signal.Buckets;

/// <summary>Makes a bucket, or changes it at the version that the person has seen. Shares are set for all together.</summary>
public static class WriteBucket
{
    private const int MostFormats = 10;

    public sealed record Request(
        [Required(ErrorMessage = "Give it a name, such as Proof or Behind the scenes.")]
        [StringLength(60, ErrorMessage = "A name has at most 60 characters.")]
            string Name,
        [StringLength(1_000, ErrorMessage = "A brief has at most 1,000 characters.")] string? Brief,
        BucketColour Colour,
        IReadOnlyList<string>? Formats,
        [StringLength(200, ErrorMessage = "A call to action has at most 200 characters.")]
            string? CallToAction,
        bool Paused
    );

    public static void Map(RouteGroupBuilder buckets)
    {
        buckets.MapPost(
            "",
            async (Request request, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(null, request, null, db, clock, ct)).ToCreated(view =>
                    $"/buckets/{view.Id}"
                )
        );
        buckets.MapPut(
            "/{id:guid}",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                SignalDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );
    }

    public static async Task<Outcome<GetBucket.View>> Handle(
        Guid? id,
        Request request,
        IfMatch? tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (request.Name.Trim().Length == 0)
        {
            return Refuse.Invalid("name", "Give it a name, such as Proof or Behind the scenes.");
        }

        if (
            request.Formats?.Count > MostFormats
            || request.Formats?.Any(format => format is null || format.Length > 60) == true
        )
        {
            return Refuse.Invalid(
                "formats",
                "At most ten forms of at most 60 characters fit here."
            );
        }

        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        var bucket = id is null
            ? new Bucket { CreatedAt = now }
            : await db.Buckets.SingleOrDefaultAsync(b => b.Id == id, ct);
        if (bucket is null)
        {
            return Refuse.NotFound("bucket");
        }

        if (tag is not null && bucket.Version != tag.Version)
        {
            return Refuse.Stale("bucket") with
            {
                More = new Dictionary<string, object?> { ["current"] = GetBucket.View.Of(bucket) },
            };
        }

        bucket.Write(request);
        if (id is null)
        {
            // The first one has everything; those that follow get their share from a person.
            bucket.ShareBp = await db.Buckets.AnyAsync(ct) ? 0 : Bucket.Whole;
            db.Buckets.Add(bucket);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "bucket.created",
                    bucket.Id,
                    $"Bucket “{bucket.Name}” was created."
                )
            );
        }
        else
        {
            bucket.Edited();
        }

        return await work.Commit(GetBucket.View.Of(bucket), ct);
    }
}
