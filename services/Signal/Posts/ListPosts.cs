namespace LeadFuel.Signal.Posts;

/// <summary>Newest first; with `bin`, what was deleted and can still be taken back.</summary>
public static class ListPosts
{
    private const int Opening = 200;

    public sealed record Line(
        Guid Id,
        PostState State,
        string Opening,
        int Length,
        string? Target,
        string? Bucket,
        string? Colour,
        string? Reason,
        DateTimeOffset? NextTryAt,
        string? Permalink,
        DateTimeOffset? PublishedAt,
        DateTimeOffset UpdatedAt,
        DateTimeOffset? DeletedAt,
        int Version
    );

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void Map(RouteGroupBuilder posts) =>
        posts.MapGet(
            "",
            async (
                int? limit,
                Guid? after,
                string? state,
                bool? bin,
                SignalDb db,
                CancellationToken ct
            ) => (await Handle(limit, after, state, bin ?? false, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        int? limit,
        Guid? after,
        string? state,
        bool bin,
        SignalDb db,
        CancellationToken ct
    )
    {
        PostState? only = null;
        if (state is { Length: > 0 })
        {
            if (!Enum.TryParse<PostState>(state, ignoreCase: true, out var known))
            {
                return Refuse.Invalid(
                    "state",
                    "A state is draft, publishing, published, unknown or failed."
                );
            }

            only = known;
        }

        var take = Math.Clamp(limit ?? 50, 1, 100);
        await using var work = await db.Begin(ct);
        var posts = bin
            ? db
                .Posts.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .Where(p => p.DeletedAt != null)
            : db.Posts;
        var rows = await posts
            .AsNoTracking()
            .Where(p =>
                (after == null || p.Id.CompareTo(after.Value) < 0)
                && (only == null || p.State == only)
            )
            .OrderByDescending(p => p.Id)
            .Take(take + 1)
            .Select(p => new
            {
                Post = p,
                Target = db
                    .Targets.Where(t => t.Id == p.TargetId)
                    .Select(t => t.Name)
                    .SingleOrDefault(),
                Bucket = db
                    .Buckets.Where(b => b.Id == p.BucketId)
                    .Select(b => new { b.Name, b.Colour })
                    .SingleOrDefault(),
            })
            .ToListAsync(ct);
        return new View(
            [
                .. rows.Take(take)
                    .Select(row => new Line(
                        row.Post.Id,
                        row.Post.State,
                        row.Post.Text.Length > Opening ? row.Post.Text[..Opening] : row.Post.Text,
                        row.Post.Text.Length,
                        row.Target,
                        row.Bucket?.Name,
                        row.Bucket?.Colour.ToString().ToLowerInvariant(),
                        row.Post.Reason,
                        row.Post.NextTryAt,
                        row.Post.Permalink,
                        row.Post.PublishedAt,
                        row.Post.UpdatedAt,
                        row.Post.DeletedAt,
                        row.Post.Version
                    )),
            ],
            rows.Count > take ? rows[take - 1].Post.Id.ToString() : null
        );
    }
}
