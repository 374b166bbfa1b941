using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Suppressions;

/// <summary>Allows mail again, with a reason. Sequences that were stopped stay stopped; complaints stay for ever.</summary>
public static class LiftSuppression
{
    public sealed record Request(
        [Required(ErrorMessage = "Say why mail is allowed again.")]
        [StringLength(300, ErrorMessage = "A reason has at most 300 characters.")]
            string Because
    );

    public static void Map(RouteGroupBuilder suppressions) =>
        suppressions.MapPost(
            "/{id:guid}/lift",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ReachDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<ListSuppressions.Item>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var because = request.Because.Trim();
        if (because.Length == 0)
        {
            return Refuse.Invalid("because", "Say why mail is allowed again.");
        }

        await using var work = await db.Begin(ct);
        var suppression = await db.Suppressions.SingleOrDefaultAsync(s => s.Id == id, ct);
        if (suppression is null)
        {
            return Refuse.NotFound("suppression");
        }

        if (suppression.Version != tag.Version)
        {
            return Refuse.Stale("suppression");
        }

        var now = clock.GetUtcNow();
        if (suppression.Lift(db.Account.Member, because, now) is { } refused)
        {
            return refused;
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "suppression.lifted",
                id,
                $"Mail is allowed again ({suppression.Kind.ToString().ToLowerInvariant()}): {because}"
            )
        );
        return await work.Commit(ListSuppressions.Item.Of(suppression), ct);
    }
}
