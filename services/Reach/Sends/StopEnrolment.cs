using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Sends;

/// <summary>A member ends the mails to one person of a campaign.</summary>
public static class StopEnrolment
{
    public sealed record View(Guid Id, EnrolmentState State, string? StopReason);

    public static void Map(RouteGroupBuilder enrolments) =>
        enrolments
            .MapPost(
                "/{id:guid}/stop",
                async (
                    Guid id,
                    ReachDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, db, account, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<View>> Handle(
        Guid id,
        ReachDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (!await db.Enrolments.AnyAsync(e => e.Id == id, ct))
        {
            return Refuse.NotFound("person in this campaign");
        }

        var now = clock.GetUtcNow();
        await StopEnrolments.Stop(db, [id], Gates.StoppedManual, account.Member, now, ct);
        var enrolment = await db.Enrolments.AsNoTracking().SingleAsync(e => e.Id == id, ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "enrolment.stopped",
                id,
                "Stopped the mails to one person."
            )
        );
        return await work.Commit(new View(id, enrolment.State, enrolment.StopReason), ct);
    }
}
