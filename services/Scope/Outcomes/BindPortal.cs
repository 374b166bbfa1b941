using LeadFuel.Scope.CrmConnections;

namespace LeadFuel.Scope.Outcomes;

/// <summary>What follows when it is known of which account of the CRM an address is told. Runs inside the caller's unit of work.</summary>
internal static class BindPortal
{
    /// <summary>The deals of addresses that were removed go on at this one, and their stages mean what they meant there.</summary>
    public static async Task TakeOver(
        CrmConnection connection,
        string portal,
        ScopeDb db,
        CancellationToken ct
    )
    {
        var (account, vendor) = (db.Account.Email, (short)connection.Vendor);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into crm_stages (account_email, connection_id, stage, means, seen_at, version)
            select distinct on (s.stage) s.account_email, {connection.Id}, s.stage, s.means, s.seen_at, 1
            from crm_stages s
            where s.account_email = {account} and s.connection_id <> {connection.Id} and s.means <> {(short)
                StageMeaning.Unknown}
              and exists (select 1 from outcomes o where o.account_email = s.account_email and o.vendor = {vendor}
                          and o.portal = {portal} and o.connection_id = s.connection_id)
            order by s.stage, s.connection_id desc
            on conflict (account_email, connection_id, stage)
            do update set means = excluded.means, version = crm_stages.version + 1
              where crm_stages.means = {(short)StageMeaning.Unknown}
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update outcomes o set connection_id = {connection.Id}
            where o.account_email = {account} and o.vendor = {vendor} and o.portal = {portal}
              and not exists (select 1 from crm_connections c where c.account_email = o.account_email and c.id = o.connection_id)
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from crm_stages s
            where s.account_email = {account}
              and not exists (select 1 from crm_connections c where c.account_email = s.account_email and c.id = s.connection_id)
              and not exists (select 1 from outcomes o where o.account_email = s.account_email and o.connection_id = s.connection_id)
            """,
            ct
        );
    }

    /// <summary>A workflow may tell of deals without saying of which account they are. Once that is known they are that one's, or each would be there twice.</summary>
    public static async Task Deals(
        CrmConnection connection,
        Work work,
        ScopeDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (vendor, id) = (connection.Vendor, connection.Id);
        if (connection.Portal is not { } portal)
        {
            return;
        }

        var early = await db
            .Outcomes.Where(o => o.Vendor == vendor && o.Portal == "" && o.ConnectionId == id)
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        if (early.Count == 0)
        {
            return;
        }

        // With what a person said of their companies.
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into crm_companies (account_email, vendor, portal, vendor_company_id, domain, at)
            select distinct c.account_email, c.vendor, {portal}, c.vendor_company_id, c.domain, c.at
            from crm_companies c join outcomes o using (account_email, vendor, portal, vendor_company_id)
            where c.account_email = {db.Account.Email} and c.vendor = {(short)vendor} and c.portal = '' and o.connection_id = {id}
            on conflict (account_email, vendor, portal, vendor_company_id)
            do update set domain = excluded.domain, at = excluded.at
              where (excluded.at, excluded.domain) > (crm_companies.at, crm_companies.domain)
            """,
            ct
        );
        var ids = early.ConvertAll(o => o.VendorDealId);
        var there = await db
            .Outcomes.Where(o =>
                o.Vendor == vendor && o.Portal == portal && ids.Contains(o.VendorDealId)
            )
            .ToDictionaryAsync(o => o.VendorDealId, ct);
        foreach (var outcome in early)
        {
            if (there.TryGetValue(outcome.VendorDealId, out var same))
            {
                // Another address had told of it.
                same.Join(outcome);
                db.Outcomes.Remove(outcome);
                await Settle.Deal(same, db, now, ct);
            }
            else
            {
                outcome.Bind(portal);
            }
        }

        await work.Flush(ct);
    }
}
