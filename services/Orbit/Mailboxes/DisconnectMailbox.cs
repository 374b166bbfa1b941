using LeadFuel.Orbit.AuditEntries;
using LeadFuel.Orbit.Handovers;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Ends the reading at once: the tokens are gone with this act, and all that was read follows.</summary>
public static class DisconnectMailbox
{
    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    OrbitDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, db, account, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(
            m => m.Id == id && m.Member == account.Member,
            ct
        );
        if (mailbox is null)
        {
            return Refuse.NotFound("mailbox");
        }

        var now = clock.GetUtcNow();
        TellClosed.Enqueue(db, mailbox, now);
        mailbox.Tokens = null;
        mailbox.State = MailboxState.Disconnecting;
        mailbox.RepliesAt = null;
        mailbox.NextSyncAt = null;
        mailbox.Chain++;
        mailbox.Edited();
        db.Enqueue(new PurgeMailbox.Job(id), dedupeKey: id.ToString());
        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "mailbox.disconnected",
                id,
                "Disconnected a mailbox; all that was read from it is deleted."
            )
        );
        return await work.Commit(default(Done), ct);
    }
}
