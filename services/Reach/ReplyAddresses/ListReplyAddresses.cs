using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.ReplyAddresses;

/// <summary>Where answers to each sender go that has a mailbox of its own for them.</summary>
public static class ListReplyAddresses
{
    /// <param name="GivesUpAt">Until then the probe is waited for.</param>
    public sealed record Item(
        Guid Id,
        Guid SenderId,
        Guid MailboxId,
        string Address,
        ReplyAddressState State,
        ReplyAddressProblem? Problem,
        DateTimeOffset AskedAt,
        DateTimeOffset GivesUpAt,
        DateTimeOffset? SeenAt
    )
    {
        public static Item Of(ReplyAddress address, MessageState probe, DateTimeOffset now)
        {
            var (state, problem) = address.Stands(probe, now);
            return new(
                address.Id,
                address.SenderId,
                address.MailboxId,
                address.Address,
                state,
                problem,
                address.AskedAt,
                address.AskedAt + ReplyAddress.Patience,
                address.SeenAt
            );
        }
    }

    public sealed record View(IReadOnlyList<Item> Items);

    public static void Map(RouteGroupBuilder addresses) =>
        addresses.MapGet(
            "",
            async (ReachDb db, TimeProvider clock, CancellationToken ct) =>
                TypedResults.Ok(await Handle(db, clock, ct))
        );

    public static async Task<View> Handle(ReachDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var rows = await db
            .ReplyAddresses.AsNoTracking()
            .Join(db.Messages, a => a.MessageId, m => m.Id, (a, m) => new { Address = a, m.State })
            .OrderBy(row => row.Address.Id)
            .ToListAsync(ct);
        return new([.. rows.Select(row => Item.Of(row.Address, row.State, now))]);
    }
}
