using System.ComponentModel.DataAnnotations;
using LeadFuel.Signal.AuditEntries;

namespace LeadFuel.Signal.Posts;

/// <summary>Begins a post, or saves it at the version that the person has seen. Longer texts are kept, and cannot go out.</summary>
public static class WritePost
{
    public const int LongestText = 10_000;
    public const int LongestBrief = 2_000;
    private const int MostMentions = 20;

    public sealed record Request(
        [StringLength(LongestText, ErrorMessage = "A post has at most 10,000 characters here.")]
            string? Text,
        [StringLength(LongestBrief, ErrorMessage = "A brief has at most 2,000 characters.")]
            string? Brief,
        Guid? TargetId,
        Guid? PersonaId,
        Guid? BucketId,
        Guid? IcpId,
        IReadOnlyList<Guid>? MentionIds
    );

    public static void Map(RouteGroupBuilder posts)
    {
        posts.MapPost(
            "",
            async (Request request, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                (await Create(request, db, clock, ct)).ToCreated(view => $"/posts/{view.Id}")
        );
        posts.MapPut(
            "/{id:guid}",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                SignalDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Change(id, request, tag, db, clock, ct)).ToOk()
        );
    }

    public static async Task<Outcome<GetPost.View>> Create(
        Request request,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        var post = new Post { By = db.Account.Member, CreatedAt = now };
        if (await Fill(post, request, now, db, ct) is { } refused)
        {
            return refused;
        }

        db.Posts.Add(post);
        db.Enqueue(
            AppendAudit.Job.Of(db.Account, now, "post.created", post.Id, "A post was begun.")
        );
        await work.Flush(ct);
        return await work.Commit(await GetPost.Read(post, db, ct), ct);
    }

    public static async Task<Outcome<GetPost.View>> Change(
        Guid id,
        Request request,
        IfMatch tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await GetPost.Locked(id, db, ct) is not { } post)
        {
            return Refuse.NotFound("post");
        }

        if (post.Version != tag.Version)
        {
            return await GetPost.Stale(post, db, ct);
        }

        if (!post.Editable)
        {
            return Post.NotEditable(post.State);
        }

        if (await Fill(post, request, clock.GetUtcNow(), db, ct) is { } refused)
        {
            return refused;
        }

        await work.Flush(ct);
        return await work.Commit(await GetPost.Read(post, db, ct), ct);
    }

    private static async Task<Refused?> Fill(
        Post post,
        Request request,
        DateTimeOffset now,
        SignalDb db,
        CancellationToken ct
    )
    {
        var mentions = request.MentionIds?.Distinct().ToArray() ?? [];
        if (mentions.Length > MostMentions)
        {
            return Refuse.Invalid("mentionIds", "A post mentions at most 20 pages.");
        }

        Guid[] places = [.. mentions, .. request.TargetId is { } chosen ? [chosen] : (Guid[])[]];
        if (
            await db.Targets.CountAsync(t => places.Contains(t.Id), ct) != places.Distinct().Count()
        )
        {
            return Refuse.Unprocessable(
                "target-unknown",
                "This profile or page is not connected. Choose another one."
            );
        }

        if (
            request.PersonaId is { } persona
            && post.PersonaId != persona
            && !await db.Personas.AnyAsync(p => p.Id == persona, ct)
        )
        {
            return Refuse.Unprocessable(
                "persona-unknown",
                "This persona was deleted. Choose another one."
            );
        }

        if (
            request.BucketId is { } bucket
            && post.BucketId != bucket
            && !await db.Buckets.AnyAsync(b => b.Id == bucket, ct)
        )
        {
            return Refuse.Unprocessable(
                "bucket-unknown",
                "This bucket was deleted. Choose another one."
            );
        }

        post.Write((request.Text ?? "").ReplaceLineEndings("\n").Trim(), mentions);
        (post.Brief, post.TargetId) = (request.Brief?.Trim() ?? "", request.TargetId);
        (post.PersonaId, post.BucketId, post.IcpId) = (
            request.PersonaId,
            request.BucketId,
            request.IcpId
        );
        post.Edited(now);
        return null;
    }
}
