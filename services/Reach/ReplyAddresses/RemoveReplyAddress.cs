using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.ReplyAddresses;

/// <summary>Answers to mails sent from now on come through Resend again; those on their way are still found in the mailbox.</summary>
public static class RemoveReplyAddress
{
    public static void Map(RouteGroupBuilder addresses) =>
        addresses
            .MapDelete(
                "/{id:guid}",
                async (Guid id, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var address = await db.ReplyAddresses.SingleOrDefaultAsync(a => a.Id == id, ct);
        if (address is null)
        {
            return Refuse.NotFound("mailbox for answers");
        }

        await ProbeMail.Forget(db, address, ct);
        db.ReplyAddresses.Remove(address);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "reply-address.removed",
                id,
                $"Answers no longer go to {address.Address}."
            )
        );
        await work.Commit(ct);
        return new Done();
    }
}
