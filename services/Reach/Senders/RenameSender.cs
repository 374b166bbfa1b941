using System.ComponentModel.DataAnnotations;

namespace LeadFuel.Reach.Senders;

public static class RenameSender
{
    public sealed record Request(
        [Required(ErrorMessage = "Give the name that people see as the sender.")]
        [StringLength(100, ErrorMessage = "A name has at most 100 characters.")]
            string Name
    );

    public static void Map(RouteGroupBuilder senders) =>
        senders.MapPut(
            "/{id:guid}",
            async (Guid id, Request request, IfMatch tag, ReachDb db, CancellationToken ct) =>
                (await Handle(id, request, tag, db, ct)).ToOk()
        );

    public static async Task<Outcome<ListSenders.Item>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        CancellationToken ct
    )
    {
        if (!AddSender.TryName(request.Name, out var name))
        {
            return Refuse.Invalid("name", "Give the name that people see, without line breaks.");
        }

        await using var work = await db.Begin(ct);
        var sender = await db.Senders.SingleOrDefaultAsync(s => s.Id == id, ct);
        if (sender is null)
        {
            return Refuse.NotFound("sender");
        }

        var domain = await db.Domains.SingleAsync(d => d.Id == sender.DomainId, ct);
        if (sender.Version != tag.Version)
        {
            return Refuse.Stale("sender") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = ListSenders.Item.Of(sender, domain),
                },
            };
        }

        sender.Name = name;
        sender.Edited();
        return await work.Commit(ListSenders.Item.Of(sender, domain), ct);
    }
}
