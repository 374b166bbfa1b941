using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.ReplyAddresses;

namespace LeadFuel.Reach.Senders;

/// <summary>The mails of a launched campaign keep the name and address that its plan was frozen with.</summary>
public static class RemoveSender
{
    public static void Map(RouteGroupBuilder senders) =>
        senders
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // A campaign that begins to write as it at this moment is seen below, or finds it gone.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from senders where account_email = {db.Account.Email} and id = {id} for update",
            ct
        );
        var sender = await db.Senders.SingleOrDefaultAsync(s => s.Id == id, ct);
        if (sender is null)
        {
            return Refuse.NotFound("sender");
        }

        if (sender.Version != tag.Version)
        {
            return Refuse.Stale("sender");
        }

        var running = await db
            .Campaigns.Where(c =>
                c.SenderId == id
                && (c.State == CampaignState.Running || c.State == CampaignState.Paused)
            )
            .OrderBy(c => c.Name)
            .Select(c => c.Name)
            .ToListAsync(ct);
        if (running.Count > 0)
        {
            return Refuse.Conflict(
                $"“{string.Join("”, “", running)}” sends as {sender.Address}. Choose another sender in its plan, cancel it, or wait for its end.",
                "sender-in-use"
            );
        }

        var now = clock.GetUtcNow();
        sender.DeletedAt = now;
        sender.Edited();
        if (await db.ReplyAddresses.SingleOrDefaultAsync(a => a.SenderId == id, ct) is { } answers)
        {
            await ProbeMail.Forget(db, answers, ct);
            db.ReplyAddresses.Remove(answers);
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "sender.removed",
                id,
                $"{sender.Name} <{sender.Address}> was removed."
            )
        );
        await work.Commit(ct);
        return new Done();
    }
}
