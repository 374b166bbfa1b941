using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Suppressions;

/// <summary>A member's own word that an address or domain gets no mail; what runs to it stops at once.</summary>
public static class AddSuppression
{
    public sealed record Request(
        SuppressionKind Kind,
        [Required(ErrorMessage = "Give an address or a domain.")]
        [StringLength(320, ErrorMessage = "That is too long for an address or domain.")]
            string Key,
        [StringLength(300, ErrorMessage = "A note has at most 300 characters.")] string? Note
    );

    public static void Map(RouteGroupBuilder suppressions) =>
        suppressions
            .MapPost(
                "",
                async (Request request, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(request, db, clock, ct)).ToCreated(view =>
                        $"/suppressions/{view.Id}"
                    )
            )
            .WithoutPlan();

    public static async Task<Outcome<ListSuppressions.Item>> Handle(
        Request request,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        string key;
        if (request.Kind == SuppressionKind.Address)
        {
            if (!Address.TryRead(request.Key, out key, out _))
            {
                return Refuse.Invalid("key", "This is not an e-mail address: name@company.com.");
            }
        }
        else if (!DomainName.TryRead(request.Key.Trim().TrimStart('@'), out key))
        {
            return Refuse.Invalid("key", "This is not a domain: company.com.");
        }

        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var suppression = await SuppressAddress.Suppress(
            db,
            request.Kind,
            key,
            SuppressionReason.Manual,
            $"member:{db.Account.Member}",
            request.Note?.Trim() ?? "",
            now,
            ct
        );
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "suppression.added",
                suppression.Id,
                request.Kind == SuppressionKind.Address
                    ? "An address gets no more mail."
                    : $"Nobody at {key} gets mail any more."
            )
        );
        return await work.Commit(ListSuppressions.Item.Of(suppression), ct);
    }
}
