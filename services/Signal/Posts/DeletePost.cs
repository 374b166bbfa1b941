using LeadFuel.Signal.AuditEntries;

namespace LeadFuel.Signal.Posts;

/// <summary>Soft: it can be taken back until the next archive run. At LinkedIn nothing is deleted.</summary>
public static class DeletePost
{
    public static void Map(RouteGroupBuilder posts)
    {
        posts
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
        posts
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
        if (await GetPost.Locked(id, db, ct) is not { } post)
        {
            return Refuse.NotFound("post");
        }

        if (post.Version != tag.Version)
        {
            return await GetPost.Stale(post, db, ct);
        }

        if (post.State is PostState.Publishing or PostState.Unknown)
        {
            return Refuse.Conflict(
                post.State == PostState.Unknown
                    ? "Say first whether this post went out, then delete it."
                    : "This post is on its way. Take it back, then delete it.",
                "post-on-its-way"
            );
        }

        var now = clock.GetUtcNow();
        post.DeletedAt = now;
        post.Edited(now);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "post.deleted",
                id,
                post.State == PostState.Published
                    ? "A published post was deleted here; at LinkedIn it stays."
                    : "A post was deleted."
            )
        );
        await work.Commit(ct);
        return new Done();
    }

    public static async Task<Outcome<GetPost.View>> Undo(
        Guid id,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var post = await db
            .Posts.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .SingleOrDefaultAsync(p => p.Id == id, ct);
        if (post is null)
        {
            return Refuse.NotFound("post");
        }

        if (post.DeletedAt is not null)
        {
            var now = clock.GetUtcNow();
            post.DeletedAt = null;
            post.Edited(now);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "post.undeleted",
                    id,
                    "A post was taken back from the bin."
                )
            );
            await work.Flush(ct);
        }

        return await work.Commit(await GetPost.Read(post, db, ct), ct);
    }
}
