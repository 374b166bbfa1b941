using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Attempts;

/// <summary>Takes back a post that was told to go out and has not been handed over yet; a failed one becomes a draft again.</summary>
public static class TakeBackPost
{
    public static void Map(RouteGroupBuilder posts) =>
        posts
            .MapPost(
                "/{id:guid}/take-back",
                async (Guid id, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetPost.View>> Handle(
        Guid id,
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

        if (post.State is not (PostState.Publishing or PostState.Failed))
        {
            return Post.NotEditable(post.State);
        }

        if (
            await db.Attempts.AnyAsync(
                a => a.PostId == id && a.State == AttemptState.Submitting,
                ct
            )
        )
        {
            return Refuse.Conflict(
                "LinkedIn is getting this post at this moment. Wait for its answer.",
                "post-handed-over"
            );
        }

        post.PutBack();
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "post.taken-back",
                id,
                "A post was taken back before it went out."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetPost.Read(post, db, ct), ct);
    }
}
