using LeadFuel.Scope.Companies;
using LeadFuel.Scope.CrmConnections;

namespace LeadFuel.Scope.Outcomes;

/// <summary>What follows from a deal's fields: its state, its company, and what is told to Reach. Runs inside the caller's unit of work.</summary>
internal static class Settle
{
    public static async Task Deal(
        DealOutcome outcome,
        ScopeDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var stages = await db
            .CrmStages.AsNoTracking()
            .Where(s => s.ConnectionId == outcome.ConnectionId)
            .ToDictionaryAsync(s => s.Stage, s => s.Means, ct);
        var state = outcome.Derive(
            stage => stages.GetValueOrDefault(stage, CrmStage.ByDefault(stage)),
            now
        );
        if (
            outcome.Vendor == CrmVendor.HubSpot
            && state.Stage is { Length: > 0 and <= CrmStage.Longest } met
            && !stages.ContainsKey(met)
        )
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into crm_stages (account_email, connection_id, stage, means, seen_at, version) values ({db.Account.Email}, {outcome.ConnectionId}, {met}, {(short)CrmStage.ByDefault(met)}, {now}, 1) on conflict do nothing",
                ct
            );
        }

        if (!outcome.ByHand)
        {
            var domain = await Domain(outcome, state, db, ct);
            outcome.Belongs(domain is null ? null : await Company.Met(db, domain, now, ct), domain);
        }

        Tell(outcome, db, now);
    }

    /// <summary>A closed deal's company gets no more mails from campaigns; told once for each closing. The deal remembers it: jobs are forgotten.</summary>
    public static void Tell(DealOutcome outcome, ScopeDb db, DateTimeOffset now)
    {
        // By the move to its stage: the day of closing comes in an event of its own, later, and may be any day.
        if (outcome is { Untold: true, MovedAt: { } moved })
        {
            db.Enqueue(
                new TellClosing.Job(outcome.Id, moved),
                now + TellClosing.Settled,
                $"{outcome.Id:N}/{outcome.Status}/{moved:O}"
            );
        }

        if (outcome.EndsMails())
        {
            db.Enqueue(new StopCampaigns.Job(outcome.Id));
        }
    }

    public static Task<int> Learn(
        ScopeDb db,
        CrmVendor vendor,
        string portal,
        string company,
        string domain,
        DateTimeOffset at,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into crm_companies (account_email, vendor, portal, vendor_company_id, domain, at)
            values ({db.Account.Email}, {(short)vendor}, {portal}, {company}, {domain}, {at})
            on conflict (account_email, vendor, portal, vendor_company_id)
            do update set domain = excluded.domain, at = excluded.at
              where (excluded.at, excluded.domain) > (crm_companies.at, crm_companies.domain)
            """,
            ct
        );

    private static async Task<string?> Domain(
        DealOutcome outcome,
        DealState state,
        ScopeDb db,
        CancellationToken ct
    ) =>
        CompanyDomain.Of(state.CompanyDomain)
        ?? (
            state.CompanyId is { } company
                ? await db
                    .CrmCompanies.Where(c =>
                        c.Vendor == outcome.Vendor
                        && c.Portal == outcome.Portal
                        && c.VendorCompanyId == company
                    )
                    .Select(c => c.Domain)
                    .SingleOrDefaultAsync(ct)
                : null
        );
}
