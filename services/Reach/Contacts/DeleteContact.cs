using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Contacts;

/// <summary>Soft: takes a person off the list and ends their sequences; both can be undone until the next archive run. What was sent to them stays on file, and so does their unsubscription.</summary>
public static class DeleteContact
{
    public static void Map(RouteGroupBuilder contacts) =>
        contacts
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, account, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var contact = await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (contact is null)
        {
            return Refuse.NotFound("contact");
        }

        if (contact.Version != tag.Version)
        {
            return Refuse.Stale("contact");
        }

        var now = clock.GetUtcNow();
        contact.DeletedAt = now;
        contact.Edited(now);
        var active = await db
            .Enrolments.Where(e => e.ContactId == id && e.State == EnrolmentState.Active)
            .Select(e => e.Id)
            .ToArrayAsync(ct);
        await StopEnrolments.Stop(db, active, Gates.ContactErased, $"contact:{id}", now, ct);
        db.Enqueue(AppendAudit.Job.Of(account, now, "contact.deleted", id, "Deleted a contact."));
        return await work.Commit(default(Done), ct);
    }
}
