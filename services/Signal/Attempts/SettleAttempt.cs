using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Notices;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Attempts;

/// <summary>What becomes of a post by LinkedIn's answer, or by none. State, log and what follows commit together, in the caller's unit of work.</summary>
internal sealed partial class SettleAttempt(
    SignalDb db,
    LinkedInClient linkedIn,
    TimeProvider clock,
    ILogger<SettleAttempt> logger
)
{
    /// <summary>A post that was told to go out now does not go out much later: then a person decides anew.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>What only we can mend is looked at so often until then.</summary>
    private static readonly TimeSpan Mending = TimeSpan.FromHours(1);

    /// <summary>How long to wait before it may go again, or null when it has come to an end.</summary>
    public async Task<TimeSpan?> Judge(
        Post post,
        Attempt attempt,
        Target target,
        PostAnswer answer,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        switch (answer.Status, answer.Code)
        {
            case (_, LinkedInClient.NotCalled):
                return NotTaken(post, attempt, Reasons.Away, answer);
            case (_, Reasons.SwitchedOff):
                return NotTaken(post, attempt, Reasons.SwitchedOff, answer);
            case (201, _) when answer.Urn is { } urn:
                attempt.End(
                    AttemptState.Succeeded,
                    "published",
                    now,
                    answer.Status,
                    answer.RequestId
                );
                post.Publish(urn, linkedIn.Permalink(urn), now);
                Tell(post, "post.published", "A post went out to LinkedIn.");
                TellEvent.Published(db, post);
                return null;
            case (0 or >= 500 or (>= 200 and < 300), _):
                await Lose(post, attempt, Reasons.NoAnswer, answer, ct);
                return null;
            case (401, _):
                TellEvent.Expired(
                    db,
                    await db.Connections.SingleOrDefaultAsync(c => c.Id == target.ConnectionId, ct),
                    answer.Code,
                    now
                );
                return Refused(post, attempt, AttemptState.NotSent, Reasons.Reauth, answer);
            case (403, _):
                await db
                    .Targets.Where(t => t.Id == target.Id)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(t => t.State, TargetState.NoAccess),
                        ct
                    );
                return Refused(post, attempt, AttemptState.Rejected, Reasons.NoAccess, answer);
            case (422, "DUPLICATE_POST"):
                return await Duplicate(post, attempt, answer, ct);
            case (426, _):
                LogVersion();
                return NotTaken(post, attempt, Reasons.OldVersion, answer);
            case (429, _):
                return NotTaken(post, attempt, Reasons.Throttled, answer);
            default:
                return Refused(post, attempt, AttemptState.Rejected, Reasons.Refused, answer);
        }
    }

    /// <summary>Nobody knows. It is not sent again; a page is looked at, the owner of a profile is asked.</summary>
    public async Task Lose(
        Post post,
        Attempt attempt,
        string reason,
        PostAnswer? answer,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        attempt.End(
            AttemptState.Unknown,
            answer?.Code is { Length: > 0 } code ? code : reason,
            now,
            answer?.Status,
            answer?.RequestId
        );
        post.Lose(reason);
        Tell(post, "post.unknown", "LinkedIn never said whether a post went out.");
        if (await db.Targets.AnyAsync(t => t.Id == post.TargetId && t.Kind == TargetKind.Page, ct))
        {
            db.Enqueue(new ReconcilePost.Job(post.Id, post.Round, 0), now + ReconcilePost.Steps[0]);
        }
        else
        {
            TellEvent.Unknown(db, post, now);
        }
    }

    /// <summary>
    /// Nothing was taken. 1, 5 and 15 minutes after it was told to go out it is tried again, since short limits pass.
    /// While LinkedIn does not take our version nothing is wrong with the post: it waits, unless a person takes it back.
    /// </summary>
    public TimeSpan? Later(Post post, string reason)
    {
        var now = clock.GetUtcNow();
        var since = now - post.AskedAt!.Value;
        TimeSpan? wait =
            since < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1)
            : since < TimeSpan.FromMinutes(5) ? TimeSpan.FromMinutes(5) - since
            : since < Longest ? Longest - since
            : reason == Reasons.OldVersion ? Mending
            : null;
        if (wait is { } next)
        {
            post.Wait(reason, now + next);
        }
        else
        {
            Fail(post, reason);
        }

        return wait;
    }

    public void Fail(Post post, string reason)
    {
        post.Fail(reason);
        Tell(post, "post.failed", $"A post did not go out ({reason}).");
        TellEvent.Failed(db, post, clock.GetUtcNow());
    }

    /// <summary>A twin is this very post when an earlier attempt with the same bytes may have brought it there; else it is another one, and the receipt links it.</summary>
    private async Task<TimeSpan?> Duplicate(
        Post post,
        Attempt attempt,
        PostAnswer answer,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var uncertain = await db
            .Attempts.Where(a =>
                a.PostId == post.Id && a.State == AttemptState.Absent && a.Digest == attempt.Digest
            )
            .OrderByDescending(a => a.Number)
            .FirstOrDefaultAsync(ct);
        if (
            uncertain is null
            || answer.Urn is not { } urn
            || await db
                .Posts.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .AnyAsync(p => p.Urn == urn, ct)
        )
        {
            attempt.Twin = answer.Urn is { } twin ? linkedIn.Permalink(twin) : null;
            return Refused(post, attempt, AttemptState.Rejected, Reasons.Duplicate, answer);
        }

        attempt.End(AttemptState.Rejected, "duplicate", now, answer.Status, answer.RequestId);
        uncertain.End(AttemptState.Bound, "named-by-linkedin", now);
        post.Publish(urn, linkedIn.Permalink(urn), uncertain.SentAt);
        Tell(post, "post.published", "LinkedIn said that a post of unknown fate is there.");
        TellEvent.Published(db, post);
        return null;
    }

    private TimeSpan? NotTaken(Post post, Attempt attempt, string reason, PostAnswer answer)
    {
        attempt.End(
            AttemptState.NotSent,
            reason,
            clock.GetUtcNow(),
            answer.Status,
            answer.RequestId
        );
        return Later(post, reason);
    }

    private TimeSpan? Refused(
        Post post,
        Attempt attempt,
        AttemptState state,
        string reason,
        PostAnswer answer
    )
    {
        attempt.End(
            state,
            answer.Code.Length > 0 ? answer.Code : reason,
            clock.GetUtcNow(),
            answer.Status,
            answer.RequestId
        );
        Fail(post, reason);
        return null;
    }

    private void Tell(Post post, string action, string says) =>
        db.Enqueue(
            new AppendAudit.Job(clock.GetUtcNow(), post.AskedBy!, "signal", action, post.Id, says)
        );

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "LinkedIn has ended the API version of Signal:LinkedInVersion: nothing is published until it is raised"
    )]
    private partial void LogVersion();
}
