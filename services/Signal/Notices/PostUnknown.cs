using LeadFuel.Accounts.Rpc;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Notices;

/// <summary>LinkedIn never said whether it has one of the account's posts, and only a person can tell.</summary>
internal sealed class PostUnknown(SignalDb db) : IEventSource
{
    public const string Name = "post.unknown";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var post = Guid.TryParse(subjectId, out var id)
            ? await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
            : null;
        return post is not { State: PostState.Unknown }
            ? new RenderEventReply { Gone = true }
            : new RenderEventReply
            {
                Title = "Did a post go out?",
                Summary =
                    "LinkedIn never said whether it took one of your posts. It is not sent again by itself: look, and say so on its page.",
                Link = $"/signal/posts/{id}",
                CustomerData = { ["text"] = Beginning.Of(post.Text) },
            };
    }
}
