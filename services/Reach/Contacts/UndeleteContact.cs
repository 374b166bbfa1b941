using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;

namespace LeadFuel.Reach.Contacts;

/// <summary>Takes a deleted person back; the sequences that their deletion ended go on, so it is a member who does it.</summary>
public static class UndeleteContact
{
    public static void Map(RouteGroupBuilder contacts) =>
        contacts
            .MapPost(
                "/{id:guid}/undelete",
                async (Guid id, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan()
            .ByMembersOnly();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var contact = await db
            .Contacts.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .SingleOrDefaultAsync(c => c.Id == id, ct);
        if (contact is null)
        {
            return Refuse.NotFound("contact");
        }

        if (contact.DeletedAt is not null)
        {
            var now = clock.GetUtcNow();
            var blocks = await SuppressionCheck.Find(db, contact.Email, ct);
            contact.DeletedAt = null;
            contact.Edited(now);
            await work.Flush(ct);
            var ended = await db
                .Enrolments.Where(e =>
                    e.ContactId == id
                    && e.StopReason == Gates.ContactErased
                    && db.Campaigns.Any(c =>
                        c.Id == e.CampaignId && c.State != CampaignState.Cancelled
                    )
                )
                .OrderBy(e => e.CampaignId)
                .Select(e => e.Id)
                .ToArrayAsync(ct);
            await StopEnrolments.Hold(db, ended, ct);
            foreach (var enrolment in ended)
            {
                await StopEnrolments.GoOn(db, enrolment, blocks, now, ct);
            }

            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "contact.undeleted",
                    id,
                    "Took a deleted contact back."
                )
            );
        }

        return await work.Commit(default(Done), ct);
    }
}
