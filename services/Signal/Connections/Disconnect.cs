using LeadFuel.Signal.Attempts;
using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Connections;

/// <summary>The tokens are deleted at once, and what waits to go out is a draft again. What was published stays in the list.</summary>
public static class Disconnect
{
    /// <param name="PutBack">How many posts that were on their way are drafts again.</param>
    public sealed record View(int PutBack);

    public static void Map(RouteGroupBuilder connections) =>
        connections
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    SignalDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToOk()
            )
            .WithoutPlan()
            .ByMembersOnly();

    public static async Task<Outcome<View>> Handle(
        Guid id,
        IfMatch tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connection = await db.Connections.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is not { Live: true })
        {
            return Refuse.NotFound("connection");
        }

        if (connection.Version != tag.Version)
        {
            return Refuse.Stale("connection");
        }

        var back = await PutBack(id, db, clock.GetUtcNow(), ct);
        connection.Disconnect();
        await db.ConnectionTokens.Where(t => t.ConnectionId == id).ExecuteDeleteAsync(ct);
        await db
            .Targets.Where(t => t.ConnectionId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TargetState.NoAccess), ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "linkedin.disconnected",
                id,
                $"The LinkedIn profile of {connection.DisplayName} was disconnected; its tokens were deleted."
            )
        );
        await work.Commit(ct);
        return new View(back);
    }

    // Before the connection's own rows, as those take them who hand a post over.
    private static async Task<int> PutBack(
        Guid id,
        SignalDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            select 1 from posts p join targets t on t.account_email = p.account_email and t.id = p.target_id
             where p.account_email = {db.Account.Email} and t.connection_id = {id} and p.state = {(short)
                PostState.Publishing} order by p.id for update of p
            """,
            ct
        );
        var posts = await db
            .Posts.Where(p =>
                p.State == PostState.Publishing
                && db.Targets.Any(t => t.Id == p.TargetId && t.ConnectionId == id)
                // This one LinkedIn may have: its outcome is settled like any other.
                && !db.Attempts.Any(a => a.PostId == p.Id && a.State == AttemptState.Submitting)
            )
            .ToListAsync(ct);
        foreach (var post in posts)
        {
            post.PutBack();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "post.taken-back",
                    post.Id,
                    "A post was taken back before it went out, because its LinkedIn profile was disconnected."
                )
            );
        }

        return posts.Count;
    }
}
