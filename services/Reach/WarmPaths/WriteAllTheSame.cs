using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.WarmPaths;

/// <summary>A member has looked at somebody whom they know already, and lets the campaign write to them.</summary>
public static class WriteAllTheSame
{
    public sealed record View(Guid Id, DateTimeOffset WarmWrittenAt);

    public static void Map(RouteGroupBuilder enrolments) =>
        enrolments
            .MapPost(
                "/{id:guid}/write",
                async (
                    Guid id,
                    ReachDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, db, account, clock, ct)).ToOk()
            )
            .ByMembersOnly();

    public static async Task<Outcome<View>> Handle(
        Guid id,
        ReachDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // Before the mail's own row, as everywhere: a claim that runs now ends first or sees this.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from enrolments where account_email = {account.Email} and id = {id} for update",
            ct
        );
        var enrolment = await db.Enrolments.SingleOrDefaultAsync(e => e.Id == id, ct);
        if (enrolment is null)
        {
            return Refuse.NotFound("person in this campaign");
        }

        if (enrolment.State != EnrolmentState.Active)
        {
            return Refuse.Conflict("No further mail goes to this person.", "stopped");
        }

        if (enrolment.WarmWrittenAt is { } already)
        {
            return new View(id, already);
        }

        var now = clock.GetUtcNow();
        enrolment.WarmWrittenAt = now;
        await work.Flush(ct);
        await WakeMessages.Of(db, enrolment.CampaignId, id, ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "enrolment.written",
                id,
                "Let a campaign write to a person whom somebody knows already."
            )
        );
        return await work.Commit(new View(id, now), ct);
    }
}
