using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Replies;

/// <summary>
/// A member says whom an answer is from; their sequence ends as if the answer had matched by itself, and all of theirs where
/// it asks for no more mail. Where it was guessed wrongly, the one that it stopped or held goes on.
/// </summary>
public static class AssignReply
{
    /// <param name="EnrolmentId">None: it is not theirs, and nobody knows whose.</param>
    public sealed record Request(Guid? EnrolmentId);

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

        if (
            request.EnrolmentId is null
                ? reply.Match != MatchKind.Guess
                : !await db.Enrolments.AnyAsync(e => e.Id == request.EnrolmentId, ct)
        )
        {
            return Refuse.Invalid("enrolmentId", "Choose a person of one of your campaigns.");
        }

        var now = clock.GetUtcNow();
        var wrong =
            reply.Match is MatchKind.Guess or MatchKind.Person
            && reply.EnrolmentId != request.EnrolmentId
                ? reply.EnrolmentId
                : null;
        reply.Matched(
            request.EnrolmentId is null ? MatchKind.None : MatchKind.Person,
            request.EnrolmentId,
            null
        );
        await work.Flush(ct);
        var theirs = TakeOff.Asked(reply) ? await TakeOff.Lock(db, reply, ct) : [];
        await StopEnrolments.Hold(
            db,
            [.. new[] { wrong, request.EnrolmentId }.OfType<Guid>(), .. theirs],
            ct
        );
        if (wrong is { } enrolment)
        {
            await TakeOff.Undo(db, id, now, ct);
            await StopEnrolments.GoOn(db, enrolment, id, now, ct);
        }

        await FileReply.Apply(db, reply, now, ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "reply.matched",
                id,
                request.EnrolmentId is null
                    ? "Said whom an answer is not from."
                    : "Said whom an answer is from."
            )
        );
        return await work.Commit(HandleReply.View.Of(reply), ct);
    }
}
