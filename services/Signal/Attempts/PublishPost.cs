using System.ComponentModel.DataAnnotations;
using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Attempts;

/// <summary>Tells a post to go out, with the text that the person has seen. From here on it goes at most once.</summary>
public static class PublishPost
{
    public sealed record Request(
        [Required]
        [StringLength(64, MinimumLength = 64, ErrorMessage = "Send the hash of the text you saw.")]
            string ContentHash
    );

    public static void Map(RouteGroupBuilder posts) =>
        posts
            .MapPost("/{id:guid}/publish", Answer)
            .ByMembersOnly()
            .Produces<GetPost.View>(StatusCodes.Status202Accepted);

    private static async Task<IResult> Answer(
        Guid id,
        Request request,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    ) => (await Handle(id, request, db, clock, ct)).ToAccepted(view => $"/posts/{view.Id}");

    internal static async Task<Outcome<GetPost.View>> Handle(
        Guid id,
        Request request,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // Two presses at once: the second waits here and finds the first.
        if (await GetPost.Locked(id, db, ct) is not { } post)
        {
            return Refuse.NotFound("post");
        }

        if (!post.Editable)
        {
            return Post.NotEditable(post.State);
        }

        if (post.ContentHash != request.ContentHash)
        {
            return Refuse.Conflict(
                "The text or its place has changed since you saw it. Nothing was sent. Read it again, then publish.",
                "post-changed"
            );
        }

        if (await Wrong(post, db, ct) is { } wrong)
        {
            return wrong;
        }

        var now = clock.GetUtcNow();
        post.Ask(db.Account.Member, now);
        db.Enqueue(new SubmitPost.Job(id, post.Round), now, $"{id}#{post.Round}");
        db.Enqueue(
            AppendAudit.Job.Of(db.Account, now, "post.publishing", id, "A post was told to go out.")
        );
        await work.Flush(ct);
        return await work.Commit(await GetPost.Read(post, db, ct), ct);
    }

    private static async Task<Refused?> Wrong(Post post, SignalDb db, CancellationToken ct)
    {
        if (post.Text.Length == 0)
        {
            return Refuse.Unprocessable("post-empty", "There is no text yet.");
        }

        var length = LittleText
            .Shown(LittleText.Elements(post.Text, await GetPost.Mentions(post, db, ct)))
            .Length;
        if (length > LittleText.Longest)
        {
            return Refuse.Unprocessable(
                "over-length",
                $"LinkedIn takes 3,000 characters; this post has {length:N0}. Take out {length - LittleText.Longest:N0}."
            );
        }

        var place = await db
            .Targets.Where(t => t.Id == post.TargetId)
            .Join(
                db.Connections,
                t => t.ConnectionId,
                c => c.Id,
                (t, c) => new { Target = t.State, Connection = c.State }
            )
            .SingleOrDefaultAsync(ct);
        return place switch
        {
            null => Refuse.Unprocessable(
                "no-target",
                "Choose the profile or page this post goes to."
            ),
            { Connection: ConnectionState.ReauthRequired } => CheckConnection.ReauthRequired,
            { Connection: ConnectionState.Disconnected } or { Target: TargetState.NoAccess } =>
                Refuse.Unprocessable(
                    Reasons.NoAccess,
                    "LinkedIn does not let you post there any more. Choose another place, or connect it again."
                ),
            _ => null,
        };
    }
}
