using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Reads the names of a mailbox's folders, so that its member can choose before any mail is read.</summary>
public static class ReadFolders
{
    private static readonly string[] Off = ["drafts", "deleteditems", "junkemail", "outbox"];

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapPost(
            "/{id:guid}/folders",
            async (
                Guid id,
                OrbitDb db,
                MailboxTokens tokens,
                GraphMailbox graph,
                Egress egress,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, db, tokens, graph, egress, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetMailbox.View>> Handle(
        Guid id,
        OrbitDb db,
        MailboxTokens tokens,
        GraphMailbox graph,
        Egress egress,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using (await db.Begin(ct))
        {
            if (!await db.Mailboxes.AnyAsync(m => m.Id == id && m.Member == account.Member, ct))
            {
                return Refuse.NotFound("mailbox");
            }
        }

        try
        {
            graph.Use(id, await tokens.Access(id, anew: false, ct));
            IReadOnlyList<GraphFolder> folders;
            using (egress.For(GraphMailbox.Read, GraphMailbox.Token))
            {
                folders = await graph.Folders(ct);
            }

            await using var work = await db.Begin(ct);
            await Take(db, id, folders, clock.GetUtcNow(), ct);
            await work.Flush(ct);
            var mailbox = await db.Mailboxes.SingleAsync(m => m.Id == id, ct);
            return await work.Commit(
                await GetMailbox.Read(db, mailbox, account, clock.GetUtcNow(), ct),
                ct
            );
        }
        catch (GraphRefusedException refused) when (refused.NoMailbox)
        {
            return Refuse.Unprocessable(
                "no-mailbox",
                "Microsoft says that this person has no Exchange Online mailbox, so there is nothing to read."
            );
        }
        catch (Exception away)
            when (away is GraphRefusedException or ProviderRefusedException or JobDeferredException)
        {
            return Refuse.ProviderDown("Microsoft", (away as GraphRefusedException)?.RetryAfter);
        }
        catch (ReconnectNeededException)
        {
            return Refuse.Conflict(
                "Microsoft does not let us read this mailbox. Connect it again.",
                "mailbox-reauth-required"
            );
        }
    }

    /// <summary>Inbox and sent mail are read unless the member says otherwise, and what lies below the inbox.</summary>
    public static async Task Take(
        OrbitDb db,
        Guid mailboxId,
        IReadOnlyList<GraphFolder> found,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var mailbox = await db.Mailboxes.SingleAsync(m => m.Id == mailboxId, ct);
        var known = await db
            .Folders.Where(f => f.MailboxId == mailboxId)
            .ToDictionaryAsync(f => f.GraphId, ct);
        var inbox = found.FirstOrDefault(f => f.Known == "inbox")?.Id;
        // Once the member has chosen, only what comes to lie below an inbox that is read is read too.
        var chosen = mailbox.SyncStartedAt is not null;
        var inboxRead = inbox is not null && known.GetValueOrDefault(inbox)?.Included == true;
        var below = new HashSet<string>();
        foreach (var folder in found)
        {
            if (folder.Parent == inbox || below.Contains(folder.Parent))
            {
                below.Add(folder.Id);
            }

            if (!known.TryGetValue(folder.Id, out var kept))
            {
                kept = new Folder { MailboxId = mailboxId, GraphId = folder.Id };
                kept.Included =
                    (
                        chosen
                            ? inboxRead && below.Contains(folder.Id)
                            : folder.Known is "inbox" or "sentitems" || below.Contains(folder.Id)
                    ) && !Off.Contains(folder.Known);
                db.Folders.Add(kept);
            }

            (kept.Name, kept.Known, kept.ParentGraphId, kept.Total) = (
                folder.Name,
                folder.Known,
                folder.Parent,
                folder.Total
            );
        }

        // Of a folder that is read, reading itself finds out that it is gone, and what becomes of its mails.
        var there = found.Select(folder => folder.Id).ToArray();
        await db
            .Folders.Where(f =>
                f.MailboxId == mailboxId && !there.Contains(f.GraphId) && !(chosen && f.Included)
            )
            .ExecuteDeleteAsync(ct);
        mailbox.FoldersAt = now;
    }

    public static bool Never(Folder folder) => Off.Contains(folder.Known);
}
