using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Drafts;

public static class WithdrawApproval
{
    public static void Map(RouteGroupBuilder drafts) =>
        drafts
            .MapDelete(
                "/{id:guid}/approval",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetDraft.View>> Handle(
        Guid id,
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

        if (draft.State == DraftState.Approved)
        {
            draft.Withdraw();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    clock.GetUtcNow(),
                    "draft.withdrawn",
                    id,
                    "The approval of a draft was taken back."
                )
            );
        }

        return await work.Commit(await GetDraft.Read(draft, db, ct), ct);
    }
}
