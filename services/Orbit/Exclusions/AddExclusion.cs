using System.ComponentModel.DataAnnotations;
using LeadFuel.Orbit.AuditEntries;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>
/// Makes a rule and removes what it covers. The person has seen how much of their own mail goes: another number is
/// asked about again. A rule for the whole account is its owner's to make; from others' mailboxes a job removes, unseen.
/// </summary>
public static class AddExclusion
{
    public sealed record Request(
        ExclusionKind Kind,
        [MaxLength(254)] string Value,
        bool WholeAccount = false,
        int Removes = 0
    );

    public static void Map(RouteGroupBuilder exclusions) =>
        exclusions
            .MapPost(
                "",
                async (
                    Request request,
                    OrbitDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(request, db, account, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<ListExclusions.Item>> Handle(
        Request request,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (PreviewExclusion.Normal(request.Kind, request.Value) is not { } value)
        {
            return Refuse.Invalid(
                "value",
                "This is no address, domain or name that a rule could look for."
            );
        }

        if (request.WholeAccount && !ListExclusions.MayForAll(account))
        {
            return Refuse.Forbidden(
                "owners-only",
                "A rule for everybody here is made by the owner of the account. Make it for your own mailboxes, or ask them."
            );
        }

        await using var work = await db.Begin(ct);
        var member = request.WholeAccount ? "" : account.Member;
        if (
            await db.ExclusionRules.AnyAsync(
                r => r.Member == member && r.Kind == request.Kind && r.Value == value,
                ct
            )
        )
        {
            return Refuse.Conflict("This rule is there already.");
        }

        var now = clock.GetUtcNow();
        var rule = new ExclusionRule
        {
            Member = member,
            Kind = request.Kind,
            Value = value,
            By = account.Member,
            CreatedAt = now,
        };
        db.ExclusionRules.Add(rule);
        // Written first: a page that is committed from now on sees the rule.
        await work.Flush(ct);
        if (
            await Excluded.Remove(
                db,
                account.Member,
                [(request.Kind, value)],
                request.Removes,
                rule.Id,
                ct
            ) is
            { } refused
        )
        {
            return refused;
        }

        if (request.WholeAccount)
        {
            db.Enqueue(new RemoveExcluded.Job(rule.Id), dedupeKey: rule.Id.ToString());
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "exclusion.added",
                rule.Id,
                "Made a rule that keeps mail out of Orbit."
            )
        );
        return await work.Commit(ListExclusions.Item.Of(rule, account.Member), ct);
    }
}
