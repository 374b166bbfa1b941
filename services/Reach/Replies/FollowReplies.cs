using Grpc.Core;
using LeadFuel.Orbit.Rpc;

namespace LeadFuel.Reach.Replies;

/// <summary>
/// Goes through what waits in the account's reply inbox: what answers a mail of ours is taken and filed, the rest is
/// left where it is, unread. Orbit rings for each mail that came, and tells again what was neither taken nor left.
/// </summary>
internal sealed class FollowReplies(
    ReachDb db,
    Orbit.Rpc.Replies.RepliesClient inbox,
    TimeProvider clock
) : JobHandler<FollowReplies.Job>
{
    private static readonly TimeSpan Listening = TimeSpan.FromMinutes(1);

    // So long a mail of ours may be without the Message-ID that Resend gives it.
    private static readonly TimeSpan Nameless = TimeSpan.FromHours(24);

    public sealed record Job(Guid HandoverId) : IJob
    {
        public static string Kind => "reach.follow-replies";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        TimeSpan? later = null;
        foreach (var candidate in await Waiting(ct))
        {
            if (await Settle(candidate, ct))
            {
                continue;
            }

            // The longer it has waited, the rarer it is looked at.
            var age = clock.GetUtcNow() - candidate.ReceivedAt.ToDateTimeOffset();
            var wait = TimeSpan.FromSeconds(Math.Clamp(age.TotalSeconds / 10, 5, 3600));
            later = later is { } sooner && sooner < wait ? sooner : wait;
        }

        if (later is { } again)
        {
            throw new JobDeferredException(again);
        }
    }

    private async Task<List<Candidate>> Waiting(CancellationToken ct)
    {
        var waiting = new List<Candidate>();
        try
        {
            using var call = inbox.Follow(
                new FollowRequest { Once = true },
                deadline: TimeProvider.System.GetUtcNow().Add(Listening).UtcDateTime,
                cancellationToken: ct
            );
            await foreach (var candidate in call.ResponseStream.ReadAllAsync(ct))
            {
                waiting.Add(candidate);
            }
        }
        catch (RpcException away) when (Away(away) && !ct.IsCancellationRequested)
        {
            throw new JobDeferredException(TimeSpan.FromSeconds(30));
        }

        return waiting;
    }

    /// <summary>False: it has to be looked at again.</summary>
    private async Task<bool> Settle(Candidate candidate, CancellationToken ct)
    {
        bool known;
        var nameless = false;
        await using (await db.Begin(ct))
        {
            known =
                await MatchReply.Known(db, candidate.References, candidate.Recipients, ct)
                    is not null;
            if (!known)
            {
                var since = clock.GetUtcNow() - Nameless;
                nameless =
                    candidate.ReceivedAt.ToDateTimeOffset() > since
                    && await db.Messages.AnyAsync(
                        m => m.VendorMessageId == null && m.FirstAttemptAt > since,
                        ct
                    );
            }
        }

        try
        {
            if (nameless)
            {
                return false;
            }

            if (!known)
            {
                await inbox.LeaveAsync(
                    new LeaveRequest { Id = candidate.Id },
                    cancellationToken: ct
                );
                return true;
            }

            var mail = await inbox.TakeAsync(
                new TakeRequest { Id = candidate.Id },
                cancellationToken: ct
            );
            Fault.Point("reach.reply-taken");
            await Store(mail, ct);
            Fault.Point("reach.reply-filed");
            // Only now: a reply that was taken and not stored would be lost with this process.
            await inbox.FiledAsync(new FiledRequest { Id = candidate.Id }, cancellationToken: ct);
            return true;
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            // The mailbox was disconnected meanwhile, or the mail is excluded now.
            return true;
        }
        catch (RpcException away) when (Away(away) && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task Store(TakenReply mail, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var at = mail.ReceivedAt.ToDateTimeOffset();
        await using var work = await db.Begin(ct);
        var found = await MatchReply.Known(db, mail.References, mail.Recipients, ct);
        await FileReply.Store(
            db,
            new(
                ReplySource.Mailbox,
                // By it a mail that is told twice is filed once.
                mail.InternetMessageId.Length > 0
                    ? mail.InternetMessageId
                    : mail.Id,
                mail.FromAddress,
                mail.FromAddress,
                mail.FromName,
                mail.Subject,
                mail.Text,
                mail.Headers,
                at <= now ? at : now,
                $"mailbox:{mail.Id}"
            ),
            found,
            now,
            ct
        );
        await work.Commit(ct);
    }

    private static bool Away(RpcException refused) =>
        refused.StatusCode
            is StatusCode.Unavailable
                or StatusCode.DeadlineExceeded
                or StatusCode.Internal
                or StatusCode.Cancelled
                or StatusCode.Unknown
                or StatusCode.FailedPrecondition
                or StatusCode.ResourceExhausted;
}
