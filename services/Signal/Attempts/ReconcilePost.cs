using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Notices;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Attempts;

/// <summary>Looks for a page's post of unknown fate among the page's latest posts. It never sends.</summary>
internal sealed class ReconcilePost(
    SignalDb db,
    AccessTokens tokens,
    LinkedInClient linkedIn,
    TimeProvider clock
) : JobHandler<ReconcilePost.Job>
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(15);

    /// <summary>When to look, counted from the look before: often at first, then every six hours for two days.</summary>
    public static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(4),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(45),
        .. Enumerable.Repeat(TimeSpan.FromHours(6), 8),
    ];

    public sealed record Job(Guid PostId, int Round, int Step) : IJob
    {
        public static string Kind => "signal.reconcile-post";
    }

    private sealed record Lost(Target Target, DateTimeOffset SentAt, string Text);

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (await Find(job, ct) is not { } lost)
        {
            return;
        }

        IReadOnlyList<ListedPost>? listed = null;
        try
        {
            if (await tokens.Open(lost.Target.ConnectionId, renew: false, ct) is { } access)
            {
                listed = await linkedIn.Latest(access, lost.Target.Urn, ct);
            }
        }
        catch (Exception away)
            when (away is ProviderRefusedException or ProviderSwitchedOffException)
        {
            // Not seen is not absent: the next look decides.
        }

        await using var work = await db.Begin(ct);
        if (
            await GetPost.Locked(job.PostId, db, ct) is { State: PostState.Unknown } post
            && post.Round == job.Round
        )
        {
            await Judge(job, post, lost, listed, ct);
        }

        await work.Commit(lease, ct);
    }

    private async Task<Lost?> Find(Job job, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var post = await db
            .Posts.AsNoTracking()
            .SingleOrDefaultAsync(
                p => p.Id == job.PostId && p.Round == job.Round && p.State == PostState.Unknown,
                ct
            );
        if (post is null)
        {
            return null;
        }

        var target = await db.Targets.AsNoTracking().SingleAsync(t => t.Id == post.TargetId, ct);
        var sentAt = await Unknown(post.Id).Select(a => a.SentAt).SingleAsync(ct);
        var elements = LittleText.Elements(post.Text, await GetPost.Mentions(post, db, ct));
        return new(target, sentAt, Plain(LittleText.Shown(elements)));
    }

    private async Task Judge(
        Job job,
        Post post,
        Lost lost,
        IReadOnlyList<ListedPost>? listed,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var attempt = await Unknown(post.Id).SingleAsync(ct);
        var reached =
            listed is not null
            && (
                listed.Count < LinkedInClient.MostListed
                || listed.Min(one => one.CreatedAt) < lost.SentAt - Before
            );
        attempt.LookFailed |= !reached;
        var matches = new List<ListedPost>();
        foreach (var one in listed ?? [])
        {
            if (
                one.CreatedAt >= lost.SentAt - Before
                && one.CreatedAt <= lost.SentAt + After
                && Plain(LittleText.Shown(LittleText.Parse(one.Commentary))) == lost.Text
                && !await Taken(one.Urn, ct)
            )
            {
                matches.Add(one);
            }
        }

        switch (matches)
        {
            case [var found]:
                attempt.End(AttemptState.Bound, "found-at-linkedin", now);
                post.Publish(found.Urn, linkedIn.Permalink(found.Urn), found.CreatedAt);
                Tell(post, now, "post.published", "A post of unknown fate was found at LinkedIn.");
                TellEvent.Published(db, post);
                return;
            case []:
                if (job.Step + 1 < Steps.Length)
                {
                    db.Enqueue(job with { Step = job.Step + 1 }, now + Steps[job.Step + 1]);
                }
                else if (!attempt.LookFailed)
                {
                    attempt.End(AttemptState.Absent, "not-found-at-linkedin", now);
                    post.Fail(Reasons.NotFound);
                    Tell(post, now, "post.failed", "A post of unknown fate is not at LinkedIn.");
                    TellEvent.Failed(db, post, now);
                }
                else
                {
                    TellEvent.Unknown(db, post, now);
                }

                return;
            default:
                // Several look like it: only a person can tell.
                TellEvent.Unknown(db, post, now);
                return;
        }
    }

    private IQueryable<Attempt> Unknown(Guid postId) =>
        db.Attempts.Where(a => a.PostId == postId && a.State == AttemptState.Unknown);

    private Task<bool> Taken(string urn, CancellationToken ct) =>
        db.Posts.IgnoreQueryFilters([AccountDbContext.KeptFilter]).AnyAsync(p => p.Urn == urn, ct);

    private static string Plain(string text) =>
        string.Join(
            ' ',
            text.Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    private void Tell(Post post, DateTimeOffset now, string action, string says) =>
        db.Enqueue(new AppendAudit.Job(now, post.AskedBy!, "signal", action, post.Id, says));
}
