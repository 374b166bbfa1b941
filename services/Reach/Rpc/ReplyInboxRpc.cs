using Grpc.Core;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Replies;

namespace LeadFuel.Reach.Rpc;

/// <summary>Orbit rings: only accounts with a reply inbox ever cause work here.</summary>
internal sealed class ReplyInboxRpc(ReachDb db, TimeProvider clock) : ReplyInbox.ReplyInboxBase
{
    public override async Task<CameReply> Came(CameRequest request, ServerCallContext context)
    {
        if (!Guid.TryParse(request.HandoverId, out var id))
        {
            throw new RefusedException(Refuse.Invalid("handover_id", "A mail's id is a UUID."));
        }

        await using var work = await db.Begin(context.CancellationToken);
        db.Enqueue(new FollowReplies.Job(id), dedupeKey: id.ToString());
        await work.Commit(context.CancellationToken);
        return new CameReply();
    }

    public override async Task<ProbeCameReply> ProbeCame(
        ProbeCameRequest request,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        // None, when it was led back meanwhile; closed, when the mailbox is read no more: then it comes too late.
        var address = await db.ReplyAddresses.SingleOrDefaultAsync(
            a => a.Tokens.Contains(request.Token),
            ct
        );
        if (address is { SeenAt: null, ClosedAt: null })
        {
            address.Seen(now);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "reply-address.ready",
                    address.Id,
                    $"The probe came to {address.Address}: answers go there now."
                )
            );
        }

        await work.Commit(ct);
        return new ProbeCameReply();
    }

    public override async Task<ClosedReply> Closed(ClosedRequest request, ServerCallContext context)
    {
        if (!Guid.TryParse(request.MailboxId, out var mailbox) || request.ClosedAt is null)
        {
            throw new RefusedException(
                Refuse.Invalid("mailbox_id", "A closed mailbox has an id and a time.")
            );
        }

        var ct = context.CancellationToken;
        var (at, now) = (request.ClosedAt.ToDateTimeOffset(), clock.GetUtcNow());
        await using var work = await db.Begin(ct);
        foreach (
            var address in await db
                .ReplyAddresses.Where(a =>
                    a.MailboxId == mailbox && a.AskedAt <= at && a.ClosedAt == null
                )
                .ToListAsync(ct)
        )
        {
            address.Closed(now);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "reply-address.closed",
                    address.Id,
                    $"{address.Address} is no longer read: answers come through Resend again."
                )
            );
        }

        await work.Commit(ct);
        return new ClosedReply();
    }
}
