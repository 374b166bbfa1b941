using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Sends;

/// <summary>A person says whether a mail went out, where Resend never did. Only then is it sent again, or not.</summary>
public static class ResolveMessage
{
    public sealed record Request(bool Went);

    public static void Map(RouteGroupBuilder messages) =>
        messages
            .MapPost(
                "/{id:guid}/resolution",
                async (
                    Guid id,
                    Request request,
                    ReachDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, request, db, account, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetMessage.View>> Handle(
        Guid id,
        Request request,
        ReachDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (
            !await GetMessage.Kept(db).AnyAsync(m => m.Id == id, ct)
            || await AcceptMessage.Locked(db, id, ct) is not { } message
        )
        {
            return Refuse.NotFound("mail");
        }

        if (message.State != MessageState.Uncertain)
        {
            return Refuse.Conflict(
                "What became of this mail is known. Look at its state.",
                "not-uncertain"
            );
        }

        var now = clock.GetUtcNow();
        if (request.Went)
        {
            await AcceptMessage.Apply(db, id, null, message.FirstAttemptAt ?? now, now, ct);
        }
        else
        {
            message.PlanAgain(now);
            db.Enqueue(new SendMessage.Job(id), now, SendMessage.Key(message));
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "message.resolved",
                id,
                request.Went
                    ? "Said that it went out."
                    : "Said that it did not go out; it is sent again."
            )
        );
        return await work.Commit(GetMessage.Of(message), ct);
    }
}
