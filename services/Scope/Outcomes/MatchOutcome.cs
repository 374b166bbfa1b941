using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Companies;

namespace LeadFuel.Scope.Outcomes;

/// <summary>A person says which company a deal is of, or that it is of none. Further deals of that company follow by themselves.</summary>
public static class MatchOutcome
{
    /// <param name="Domain">Empty: the deal is of no company that matters here.</param>
    public sealed record Request(
        [Required(AllowEmptyStrings = true)]
        [StringLength(CompanyDomain.Longest, ErrorMessage = "A domain has at most 253 characters.")]
            string Domain
    );

    public static void Map(RouteGroupBuilder outcomes) =>
        outcomes.MapPut(
            "/{id:guid}/match",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<ListOutcomes.Line>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var outcome = await db.Outcomes.SingleOrDefaultAsync(o => o.Id == id, ct);
        if (outcome is null)
        {
            return Refuse.NotFound("deal");
        }

        if (outcome.Version != tag.Version)
        {
            return Refuse.Stale("deal") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = ListOutcomes.Line.Of(outcome, []),
                },
            };
        }

        var domain = CompanyDomain.Of(request.Domain);
        if (domain is null && request.Domain.Trim().Length > 0)
        {
            return Refuse.Invalid(
                "domain",
                "This is no company's own domain. Write it like kestrelpay.com; a mail provider is nobody's."
            );
        }

        var now = clock.GetUtcNow();
        outcome.Choose(domain is null ? null : await Company.Met(db, domain, now, ct), domain);
        if (domain is not null && outcome.VendorCompanyId is { } company)
        {
            await Settle.Learn(db, outcome.Vendor, outcome.Portal, company, domain, now, ct);
            db.Enqueue(new DeriveOutcomes.Job(outcome.ConnectionId));
        }

        Settle.Tell(outcome, db, now);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "outcome.matched",
                id,
                domain is null
                    ? "A deal was set aside as being of no company."
                    : "A deal was given its company."
            )
        );
        return await work.Commit(ListOutcomes.Line.Of(outcome, []), ct);
    }
}
