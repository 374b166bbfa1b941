using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Senders;

public static class ListSenders
{
    public sealed record Item(
        Guid Id,
        string Name,
        string Address,
        Guid DomainId,
        string Domain,
        bool Verified,
        DateTimeOffset CreatedAt,
        int Version
    ) : IVersioned
    {
        public static Item Of(Sender sender, SendingDomain domain) =>
            new(
                sender.Id,
                sender.Name,
                sender.Address,
                domain.Id,
                domain.Name,
                domain.Verified,
                sender.CreatedAt,
                sender.Version
            );
    }

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder senders) =>
        senders.MapGet(
            "",
            async (ReachDb db, CancellationToken ct) => TypedResults.Ok(await Handle(db, ct))
        );

    public static async Task<View> Handle(ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var rows = await db
            .Senders.AsNoTracking()
            .Join(db.Domains, s => s.DomainId, d => d.Id, (s, d) => new { Sender = s, Domain = d })
            .OrderBy(row => row.Sender.Address)
            .ToListAsync(ct);
        return new([.. rows.Select(row => Item.Of(row.Sender, row.Domain))], null);
    }
}
