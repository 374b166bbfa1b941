using LeadFuel.Accounts.Rpc;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Notices;

/// <summary>One of the account's posts did not go out to LinkedIn.</summary>
internal sealed class PostFailed(SignalDb db) : IEventSource
{
    public const string Name = "post.failed";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var post = Guid.TryParse(subjectId, out var id)
            ? await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
            : null;
        return post is not { State: PostState.Failed }
            ? new RenderEventReply { Gone = true }
            : new RenderEventReply
            {
                Title = "A post was not published",
                Summary = "One of your posts did not go out to LinkedIn. Its page says why.",
                Link = $"/signal/posts/{id}",
                CustomerData = { ["text"] = Beginning.Of(post.Text) },
            };
    }
}
