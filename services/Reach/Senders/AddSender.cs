using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Senders;

/// <summary>A name and address to send as. The address must be of a domain of this account.</summary>
public static class AddSender
{
    public sealed record Request(
        [Required(ErrorMessage = "Give the name that people see as the sender.")]
        [StringLength(100, ErrorMessage = "A name has at most 100 characters.")]
            string Name,
        [Required(ErrorMessage = "Give the address that people see as the sender.")]
        [StringLength(254, ErrorMessage = "An address has at most 254 characters.")]
            string Address
    );

    public static void Map(RouteGroupBuilder senders) =>
        senders.MapPost(
            "",
            async (Request request, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(request, db, clock, ct)).ToCreated(view => $"/senders/{view.Id}")
        );

    public static async Task<Outcome<ListSenders.Item>> Handle(
        Request request,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!TryName(request.Name, out var name))
        {
            return Refuse.Invalid("name", "Give the name that people see, without line breaks.");
        }

        if (
            !Contacts.Address.TryRead(request.Address, out var address, out _)
            || address.Any(c => !char.IsAscii(c))
        )
        {
            return Refuse.Invalid(
                "address",
                "This is not an address to send from: name@mail.company.com."
            );
        }

        var domainName = Contacts.Address.Domain(address);
        await using var work = await db.Begin(ct);
        var domain = await db.Domains.SingleOrDefaultAsync(d => d.Name == domainName, ct);
        if (domain is null)
        {
            return Refuse.Unprocessable(
                "no-domain",
                $"{domainName} is not among your domains. Add it first, then the sender."
            );
        }

        if (await db.Senders.AnyAsync(s => s.Address == address && s.Name == name, ct))
        {
            return Refuse.Conflict($"{name} <{address}> is there already.", "sender-present");
        }

        var now = clock.GetUtcNow();
        var sender = new Sender
        {
            Name = name,
            Address = address,
            DomainId = domain.Id,
            CreatedAt = now,
        };
        db.Senders.Add(sender);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "sender.added",
                sender.Id,
                $"{name} <{address}> was added as a sender."
            )
        );
        return await work.Commit(ListSenders.Item.Of(sender, domain), ct);
    }

    internal static bool TryName(string given, out string name)
    {
        name = given.Trim();
        return name.Length is > 0 and <= 100 && !name.Any(char.IsControl);
    }
}
