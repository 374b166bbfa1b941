using LeadFuel.Accounts.Rpc;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Notices;

/// <summary>LinkedIn has one of the account's posts.</summary>
internal sealed class PostPublished(SignalDb db) : IEventSource
{
    public const string Name = "post.published";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var post = Guid.TryParse(subjectId, out var id)
            ? await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct)
            : null;
        return post is not { State: PostState.Published }
            ? new RenderEventReply { Gone = true }
            : new RenderEventReply
            {
                Title = "A post was published",
                Summary = "LinkedIn took one of your posts.",
                Link = $"/signal/posts/{id}",
                CustomerData =
                {
                    ["permalink"] = post.Permalink ?? "",
                    ["text"] = Beginning.Of(post.Text),
                },
            };
    }
}
