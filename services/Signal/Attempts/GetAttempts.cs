namespace LeadFuel.Signal.Attempts;

/// <summary>The receipt of a post: every time it was handed to LinkedIn, and what became of it.</summary>
public static class GetAttempts
{
    public sealed record Line(
        int Number,
        AttemptState State,
        DateTimeOffset SentAt,
        DateTimeOffset? EndedAt,
        int? HttpStatus,
        string? RequestId,
        string Outcome,
        string? Twin,
        string Digest
    );

    public sealed record View(IReadOnlyList<Line> Items);

    public static void Map(RouteGroupBuilder posts) =>
        posts.MapGet(
            "/{id:guid}/attempts",
            async (Guid id, SignalDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Posts.AnyAsync(p => p.Id == id, ct)
            ? new View(await Read(id, db, ct))
            : Refuse.NotFound("post");
    }

    internal static async Task<IReadOnlyList<Line>> Read(
        Guid postId,
        SignalDb db,
        CancellationToken ct
    ) =>
        await db
            .Attempts.AsNoTracking()
            .Where(a => a.PostId == postId)
            .OrderBy(a => a.Number)
            .Select(a => new Line(
                a.Number,
                a.State,
                a.SentAt,
                a.EndedAt,
                a.HttpStatus,
                a.RequestId,
                a.Outcome,
                a.Twin,
                a.Digest
            ))
            .ToListAsync(ct);
}
