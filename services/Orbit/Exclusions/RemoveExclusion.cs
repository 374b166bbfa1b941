using LeadFuel.Orbit.AuditEntries;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>Takes a rule back. What it kept out is not here: reading the mailbox again brings it.</summary>
public static class RemoveExclusion
{
    public static void Map(RouteGroupBuilder exclusions) =>
        exclusions.MapDelete(
            "/{id:guid}",
            async (
                Guid id,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, db, account, clock, ct)).ToNoContent()
        );

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        // A member cannot weaken what holds for the account, unless they made it or own it.
        var owner = ListExclusions.MayForAll(account);
        var gone = await db
            .ExclusionRules.Where(r =>
                r.Id == id
                && (
                    r.Member == account.Member
                    || (r.Member == "" && (owner || r.By == account.Member))
                )
            )
            .ExecuteDeleteAsync(ct);
        if (gone == 0)
        {
            return Refuse.NotFound("rule");
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                clock.GetUtcNow(),
                "exclusion.removed",
                id,
                "Removed a rule that kept mail out of Orbit."
            )
        );
        return await work.Commit(default(Done), ct);
    }
}
