using LeadFuel.Signal.Attempts;
using LeadFuel.Signal.Generations;

namespace LeadFuel.Signal.Posts;

public static class GetPost
{
    public sealed record TargetView(Guid Id, string Name, Targets.TargetKind Kind, bool Ready);

    /// <param name="Shown">The text as LinkedIn will show it.</param>
    /// <param name="Length">In UTF-16 units of what is shown.</param>
    public sealed record View(
        Guid Id,
        PostState State,
        string Text,
        string Shown,
        int Length,
        int Longest,
        int Fold,
        string ContentHash,
        string Brief,
        Guid? TargetId,
        TargetView? Target,
        Guid? PersonaId,
        Guid? BucketId,
        Guid? IcpId,
        IReadOnlyList<Guid> MentionIds,
        string? Reason,
        DateTimeOffset? NextTryAt,
        DateTimeOffset? AskedAt,
        string? AskedBy,
        string? Permalink,
        DateTimeOffset? PublishedAt,
        GetGeneration.View? Generation,
        IReadOnlyList<GetAttempts.Line> Attempts,
        string By,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt,
        int Version
    ) : IVersioned;

    public static void Map(RouteGroupBuilder posts) =>
        posts.MapGet(
            "/{id:guid}",
            async (Guid id, SignalDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var post = await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        return post is null ? Refuse.NotFound("post") : await Read(post, db, ct);
    }

    /// <summary>Inside the caller's unit of work.</summary>
    internal static async Task<View> Read(Post post, SignalDb db, CancellationToken ct)
    {
        var shown = LittleText.Shown(LittleText.Elements(post.Text, await Mentions(post, db, ct)));
        var target = await db
            .Targets.Where(t => t.Id == post.TargetId)
            .Join(db.Connections, t => t.ConnectionId, c => c.Id, (t, c) => new { t, c.State })
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
        var generation = await db
            .Generations.AsNoTracking()
            .Where(g => g.PostId == post.Id)
            .OrderByDescending(g => g.Id)
            .FirstOrDefaultAsync(ct);
        return new View(
            post.Id,
            post.State,
            post.Text,
            shown,
            shown.Length,
            LittleText.Longest,
            LittleText.Fold,
            post.ContentHash,
            post.Brief,
            post.TargetId,
            target is null
                ? null
                : new(
                    target.t.Id,
                    target.t.Name,
                    target.t.Kind,
                    target.t.State == Targets.TargetState.Active
                        && target.State == Connections.ConnectionState.Active
                ),
            post.PersonaId,
            post.BucketId,
            post.IcpId,
            post.MentionIds,
            post.Reason,
            post.NextTryAt,
            post.AskedAt,
            post.AskedBy,
            post.Permalink,
            post.PublishedAt,
            generation is null ? null : await GetGeneration.Read(generation, db, ct),
            await GetAttempts.Read(post.Id, db, ct),
            post.By,
            post.CreatedAt,
            post.UpdatedAt,
            post.Version
        );
    }

    internal static async Task<IReadOnlyList<PostElement.Mention>> Mentions(
        Post post,
        SignalDb db,
        CancellationToken ct
    ) =>
        post.MentionIds.Length == 0
            ? []
            : await db
                .Targets.Where(t => post.MentionIds.Contains(t.Id))
                .Select(t => new PostElement.Mention(t.Name, t.Urn))
                .ToListAsync(ct);

    /// <summary>412 with what is stored now, so that the page can show both.</summary>
    internal static async Task<Refused> Stale(Post post, SignalDb db, CancellationToken ct) =>
        Refuse.Stale("post") with
        {
            More = new Dictionary<string, object?> { ["current"] = await Read(post, db, ct) },
        };

    internal static async Task<Post?> Locked(Guid id, SignalDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"select 1 from posts where account_email = {db.Account.Email} and id = {id} for update",
            ct
        );
        return await db.Posts.SingleOrDefaultAsync(p => p.Id == id, ct);
    }
}
