namespace LeadFuel.Orbit.Mailboxes;

public static class ListMailboxes
{
    public sealed record View(IReadOnlyList<GetMailbox.View> Items);

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapGet(
            "",
            async (OrbitDb db, CurrentAccount account, TimeProvider clock, CancellationToken ct) =>
                TypedResults.Ok(await Handle(db, account, clock, ct))
        );

    public static async Task<View> Handle(
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var items = new List<GetMailbox.View>();
        foreach (
            var mailbox in await db
                .Mailboxes.AsNoTracking()
                .OrderBy(m => m.Id)
                .Take(100)
                .ToListAsync(ct)
        )
        {
            items.Add(await GetMailbox.Read(db, mailbox, account, clock.GetUtcNow(), ct));
        }

        return new View(items);
    }
}
