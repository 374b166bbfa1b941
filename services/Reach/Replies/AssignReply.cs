using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Replies;

/// <summary>A member says whom an answer is from; their sequence ends as if the answer had matched by itself.</summary>
public static class AssignReply
{
    public sealed record Request(Guid EnrolmentId);

    public static void Map(RouteGroupBuilder replies) =>
        replies.MapPut(
            "/{id:guid}/match",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ReachDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<HandleReply.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var reply = await db.Replies.SingleOrDefaultAsync(r => r.Id == id, ct);
        if (reply is null)
        {
            return Refuse.NotFound("answer");
        }

        if (reply.Version != tag.Version)
        {
            return Refuse.Stale("answer");
        }

        if (!await db.Enrolments.AnyAsync(e => e.Id == request.EnrolmentId, ct))
        {
            return Refuse.Invalid("enrolmentId", "Choose a person of one of your campaigns.");
        }

        var now = clock.GetUtcNow();
        reply.Matched(MatchKind.Person, request.EnrolmentId, null);
        await work.Flush(ct);
        await FileReply.Answered(db, reply, now, ct);
        db.Enqueue(
            AppendAudit.Job.Of(account, now, "reply.matched", id, "Said whom an answer is from.")
        );
        return await work.Commit(HandleReply.View.Of(reply), ct);
    }
}
