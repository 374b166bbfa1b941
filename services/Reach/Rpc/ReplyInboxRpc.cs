using Grpc.Core;
using LeadFuel.Reach.Replies;

namespace LeadFuel.Reach.Rpc;

/// <summary>Orbit rings: only accounts with a reply inbox ever cause work here.</summary>
internal sealed class ReplyInboxRpc(ReachDb db) : ReplyInbox.ReplyInboxBase
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
}
