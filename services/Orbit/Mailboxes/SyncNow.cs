namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Looks at once, however long the folders would still have rested; with `all`, reads them from their beginning.</summary>
public static class SyncNow
{
    public sealed record Request(bool All);

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapPost(
            "/{id:guid}/sync",
            async (
                Guid id,
                Request request,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetMailbox.View>> Handle(
        Guid id,
        Request request,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(
            m => m.Id == id && m.Member == account.Member,
            ct
        );
        if (mailbox is null)
        {
            return Refuse.NotFound("mailbox");
        }

        if (!mailbox.Reads)
        {
            return Refuse.Conflict(
                "This mailbox is not being read. Connect it again, or choose its folders first.",
                "mailbox-reauth-required"
            );
        }

        foreach (
            var folder in await db
                .Folders.Where(f => f.MailboxId == id && f.Included)
                .ToListAsync(ct)
        )
        {
            if (request.All)
            {
                (folder.Link, folder.Phase, folder.Seen) = (null, FolderPhase.Resync, 0);
                folder.Generation++;
            }
            else
            {
                folder.SyncedAt = null;
            }
        }

        // Microsoft's own wait is kept: asking before it is over only makes it longer.
        var held = mailbox.HeldUntil;
        SyncMailbox.Again(db, mailbox, now);
        mailbox.HeldUntil = held;
        await work.Flush(ct);
        return await work.Commit(await GetMailbox.Read(db, mailbox, account, now, ct), ct);
    }
}
