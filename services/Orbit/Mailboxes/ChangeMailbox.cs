using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>What others see of a mailbox, and whether answers to campaigns are looked for in it.</summary>
public static class ChangeMailbox
{
    public sealed record Request(Visibility Visibility, bool ReplyInbox);

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes
            .MapPatch(
                "/{id:guid}",
                async (
                    Guid id,
                    Request request,
                    IfMatch tag,
                    OrbitDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, request, tag, db, account, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetMailbox.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
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
        if (mailbox.Version != tag.Version)
        {
            return Refuse.Stale("mailbox") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = await GetMailbox.Read(db, mailbox, account, now, ct),
                },
            };
        }

        var was = mailbox.Visibility;
        mailbox.Visibility = request.Visibility;
        if (!request.ReplyInbox)
        {
            Handovers.TellClosed.Enqueue(db, mailbox, now);
        }

        mailbox.RepliesAt = request.ReplyInbox ? mailbox.RepliesAt ?? now : null;
        mailbox.Edited();
        if ((was == Visibility.Private) != (request.Visibility == Visibility.Private))
        {
            // The mailbox first, then the people: in this order whoever commits a page locks them, too.
            await work.Flush(ct);
            await PersonLock.Take(db, ct);
            if (request.Visibility == Visibility.Private)
            {
                // Gone with this act; what the member's other mailboxes let be seen is computed anew.
                await db
                    .Strengths.Where(s => s.Member == mailbox.Member && s.Shared)
                    .ExecuteDeleteAsync(ct);
            }

            // What others may know of strength has changed for everybody in it.
            await db.Persons.ExecuteUpdateAsync(set => set.SetProperty(p => p.Stale, true), ct);
            Strengths.ScorePeople.Soon(db, Guid.CreateVersion7());
        }

        if (mailbox.Reads)
        {
            SyncMailbox.Again(db, mailbox, now);
        }

        await work.Flush(ct);
        return await work.Commit(await GetMailbox.Read(db, mailbox, account, now, ct), ct);
    }
}
