using System.Net;
using System.Security.Cryptography;
using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Attempts;

/// <summary>
/// Hands one post to LinkedIn, which knows no idempotency keys: the attempt is on disk before anything leaves, and whatever is
/// found in `submitting` afterwards is unknown and never sent again by itself.
/// </summary>
internal sealed class SubmitPost(
    SignalDb db,
    AccessTokens tokens,
    LinkedInClient linkedIn,
    SettleAttempt settle,
    TimeProvider clock
) : JobHandler<SubmitPost.Job>
{
    public sealed record Job(Guid PostId, int Round) : IJob
    {
        public static string Kind => "signal.submit-post";
    }

    private sealed record Ready(Guid ConnectionId, Target Target);

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (await Find(job, lease, ct) is not { } ready)
        {
            return;
        }

        for (var renew = false; ; renew = true)
        {
            PostAnswer answer;
            try
            {
                if (
                    await tokens.Open(ready.ConnectionId, renew, ct) is not { } access
                    || !await MayPost(access, ready.Target, ct)
                )
                {
                    await Refused(job, ready, lease, ct);
                    return;
                }

                Fault.Point("signal.before-submit");
                if (await Submit(job, ready.Target, lease, ct) is not { } body)
                {
                    return;
                }

                Fault.Point("signal.after-submit");
                answer = await Send(access, body, ct);
            }
            catch (ProviderRefusedException no)
                when (no.Status == HttpStatusCode.Unauthorized && !renew)
            {
                continue;
            }
            catch (ProviderRefusedException no)
                when (no.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                await Refused(job, ready, lease, ct);
                return;
            }
            catch (ProviderRefusedException away) when (!away.Permanent)
            {
                await Wait(
                    job,
                    away.Status == HttpStatusCode.TooManyRequests
                        ? Reasons.Throttled
                        : Reasons.Away,
                    ct
                );
                return;
            }
            catch (ProviderSwitchedOffException)
            {
                await Wait(job, Reasons.SwitchedOff, ct);
                return;
            }

            Fault.Point("signal.after-call");
            if (answer.Status == (int)HttpStatusCode.Unauthorized && !renew)
            {
                await NotSent(job, answer, ct);
                continue;
            }

            await Record(job, ready, answer, lease, ct);
            Fault.Point("signal.after-record");
            return;
        }
    }

    /// <summary>Eight unforeseen failures. What LinkedIn may have got stays open for a person.</summary>
    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        if (await Mine(job, ct) is not { } post)
        {
            return;
        }

        if (await Open(job, ct) is { } attempt)
        {
            await settle.Lose(post, attempt, Reasons.Interrupted, null, ct);
        }
        else
        {
            settle.Fail(post, Reasons.GaveUp);
        }
    }

    /// <summary>Where it goes; null when it was decided otherwise, or an attempt before this one was cut off.</summary>
    private async Task<Ready?> Find(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Mine(job, ct) is not { } post)
        {
            return null;
        }

        if (await WasCut(job, post, work, lease, ct))
        {
            return null;
        }

        if (
            await db.Targets.AsNoTracking().SingleOrDefaultAsync(t => t.Id == post.TargetId, ct) is
            { } target
        )
        {
            return new(target.ConnectionId, target);
        }

        settle.Fail(post, Reasons.NoAccess);
        await work.Commit(lease, ct);
        return null;
    }

    // This process, or another one, died between the commit and LinkedIn's answer.
    private async Task<bool> WasCut(
        Job job,
        Post post,
        Work work,
        Lease lease,
        CancellationToken ct
    )
    {
        if (await Open(job, ct) is not { } cut)
        {
            return false;
        }

        await settle.Lose(post, cut, Reasons.Interrupted, null, ct);
        await work.Commit(lease, ct);
        return true;
    }

    // Roles on pages come and go: asked again right before, so that a lost one is told as what it is.
    private async Task<bool> MayPost(Secret access, Target target, CancellationToken ct) =>
        target.Kind == TargetKind.Profile
        || (await linkedIn.Roles(access, ct)).Any(role => role.Urn == target.Urn && role.MayPost);

    /// <summary>The bytes to send now, with the attempt on disk; null when a person has taken the post back meanwhile.</summary>
    private async Task<byte[]?> Submit(Job job, Target target, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Mine(job, ct) is not { } post)
        {
            return null;
        }

        // Who lost the job to another runner hands nothing over.
        await lease.Hold(db, ct);
        if (await WasCut(job, post, work, lease, ct))
        {
            return null;
        }

        var elements = LittleText.Elements(post.Text, await GetPost.Mentions(post, db, ct));
        var body = LinkedInWire.Post(target.Urn, LittleText.Render(elements));
        db.Attempts.Add(
            new Attempt
            {
                PostId = post.Id,
                Number = 1 + await db.Attempts.CountAsync(a => a.PostId == post.Id, ct),
                Round = job.Round,
                Digest = Convert.ToHexStringLower(SHA256.HashData(body)),
                SentAt = clock.GetUtcNow(),
            }
        );
        await work.Commit(ct);
        return body;
    }

    /// <summary>No answer is an answer, too: status 0.</summary>
    private async Task<PostAnswer> Send(Secret access, byte[] body, CancellationToken ct)
    {
        try
        {
            return await linkedIn.Post(access, body, ct);
        }
        catch (ProviderRefusedException lost)
        {
            return new((int)lost.Status, null, null, lost.Code);
        }
        catch (ProviderSwitchedOffException)
        {
            return new((int)HttpStatusCode.ServiceUnavailable, null, null, Reasons.SwitchedOff);
        }
    }

    private async Task NotSent(Job job, PostAnswer answer, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        (await Open(job, ct))?.End(
            AttemptState.NotSent,
            answer.Code,
            clock.GetUtcNow(),
            answer.Status,
            answer.RequestId
        );
        await work.Commit(ct);
    }

    private async Task Record(
        Job job,
        Ready ready,
        PostAnswer answer,
        Lease lease,
        CancellationToken ct
    )
    {
        TimeSpan? wait = null;
        await using (var work = await db.Begin(ct))
        {
            if (await Mine(job, ct) is not { } post || await Open(job, ct) is not { } attempt)
            {
                return;
            }

            wait = await settle.Judge(post, attempt, ready.Target, answer, ct);
            if (wait is null)
            {
                await work.Commit(lease, ct);
            }
            else
            {
                await work.Commit(ct);
            }
        }

        if (wait is { } parked)
        {
            throw new JobDeferredException(parked);
        }
    }

    /// <summary>Before anything was handed over: no token, or no role.</summary>
    private async Task Refused(Job job, Ready ready, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Mine(job, ct) is { } post)
        {
            var active = await db.Connections.AnyAsync(
                c => c.Id == ready.ConnectionId && c.State == ConnectionState.Active,
                ct
            );
            if (active)
            {
                await db
                    .Targets.Where(t => t.Id == ready.Target.Id)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(t => t.State, TargetState.NoAccess),
                        ct
                    );
            }

            settle.Fail(post, active ? Reasons.NoAccess : Reasons.Reauth);
        }

        await work.Commit(lease, ct);
    }

    private async Task Wait(Job job, string reason, CancellationToken ct)
    {
        TimeSpan? wait = null;
        await using (var work = await db.Begin(ct))
        {
            if (await Mine(job, ct) is { } post)
            {
                wait = settle.Later(post, reason);
            }

            await work.Commit(ct);
        }

        if (wait is { } parked)
        {
            throw new JobDeferredException(parked);
        }
    }

    // Fenced by its round: a post that was taken back and told anew belongs to the later job.
    private async Task<Post?> Mine(Job job, CancellationToken ct) =>
        await GetPost.Locked(job.PostId, db, ct) is { State: PostState.Publishing } post
        && post.Round == job.Round
            ? post
            : null;

    private Task<Attempt?> Open(Job job, CancellationToken ct) =>
        db.Attempts.SingleOrDefaultAsync(
            a => a.PostId == job.PostId && a.State == AttemptState.Submitting,
            ct
        );
}
