using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Mails of one's own mailbox that could not be read, and why.</summary>
public static class ListQuarantine
{
    public sealed record Item(
        string GraphId,
        string Folder,
        int Tries,
        string Reason,
        DateTimeOffset CreatedAt
    );

    public sealed record View(IReadOnlyList<Item> Items);

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapGet(
            "/{id:guid}/quarantine",
            async (Guid id, OrbitDb db, CurrentAccount account, CancellationToken ct) =>
                (await Handle(id, db, account, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        OrbitDb db,
        CurrentAccount account,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (!await db.Mailboxes.AnyAsync(m => m.Id == id && m.Member == account.Member, ct))
        {
            return Refuse.NotFound("mailbox");
        }

        var items = await (
            from one in db.QuarantinedMessages
            join folder in db.Folders on one.FolderId equals folder.Id
            where one.MailboxId == id && one.Tries >= QuarantinedMessage.MostTries
            orderby one.CreatedAt descending
            select new Item(one.GraphId, folder.Name, one.Tries, one.Reason, one.CreatedAt)
        )
            .Take(200)
            .ToListAsync(ct);
        return new View(items);
    }
}
