using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Drafts;

/// <summary>A member's word for exactly the text that they have read.</summary>
public static class ApproveDraft
{
    public sealed record Request(
        [Required]
        [StringLength(64, MinimumLength = 64, ErrorMessage = "Send the hash of the text you read.")]
            string ContentHash
    );

    public static void Map(RouteGroupBuilder drafts) =>
        drafts
            .MapPut(
                "/{id:guid}/approval",
                async (
                    Guid id,
                    Request request,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
            )
            .ByMembersOnly();

    public static async Task<Outcome<GetDraft.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var draft = await Draft.Present(db).SingleOrDefaultAsync(d => d.Id == id, ct);
        if (draft is null)
        {
            return Refuse.NotFound("draft");
        }

        if (draft.Version != tag.Version)
        {
            return await GetDraft.Stale(draft, db, ct);
        }

        var now = clock.GetUtcNow();
        if (draft.Approve(request.ContentHash, db.Account.Member, now) is { } refused)
        {
            return refused;
        }

        if (
            await db.Campaigns.AnyAsync(
                c => c.Id == draft.CampaignId && c.State == CampaignState.Running,
                ct
            )
        )
        {
            await WakeMessages.Of(db, draft.CampaignId, ct);
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "draft.approved",
                id,
                $"The text with the hash {draft.ContentHash[..12]} was approved."
            )
        );
        return await work.Commit(await GetDraft.Read(draft, db, ct), ct);
    }
}
