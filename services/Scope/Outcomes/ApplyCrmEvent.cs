using LeadFuel.Scope.Companies;
using LeadFuel.Scope.CrmConnections;

namespace LeadFuel.Scope.Outcomes;

/// <summary>Brings one event into its deal or company. Twice, late or before its elders: the end is the same.</summary>
internal sealed class ApplyCrmEvent(ScopeDb db, TimeProvider clock) : JobHandler<ApplyCrmEvent.Job>
{
    public sealed record Job(Guid EventId) : IJob
    {
        public static string Kind => "scope.apply-crm-event";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (
            await db
                .CrmEvents.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Id == job.EventId && !e.Stranger, ct) is
            { } told
        )
        {
            // One after the other at each address: a deal and its company that are told at once would miss each other.
            await db.Database.ExecuteSqlAsync(
                $"select pg_advisory_xact_lock(hashtextextended({told.ConnectionId.ToString()}, 0))",
                ct
            );
            var at = await db
                .CrmConnections.AsNoTracking()
                .SingleAsync(c => c.Id == told.ConnectionId, ct);
            // As it is bound now, which it may not have been when this came in.
            var place = new Place(at.Vendor, at.Portal ?? "");
            var now = clock.GetUtcNow();
            await BindPortal.Deals(at, work, db, now, ct);
            if (told.Subject == CrmSubject.Company)
            {
                await Company(told, place, now, ct);
            }
            else
            {
                await Deal(told, place, now, ct);
            }
        }

        Fault.Point("scope.outcome-before-commit");
        await work.Commit(lease, ct);
    }

    private readonly record struct Place(CrmVendor Vendor, string Portal);

    private async Task Deal(CrmEvent told, Place place, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await Known(told, place, told.VendorId, now, ct);
        outcome.Learn(told);
        outcome.ConnectionId = told.ConnectionId;
        await Settle.Deal(outcome, db, now, ct);
        outcome.MayCloseAnew();

        // What was merged goes on in the other deal, and from there; a circle ends where it began.
        var passed = new HashSet<string> { told.VendorId };
        while (outcome.Known.MergedInto is { Length: <= 100 } into && passed.Add(into))
        {
            var target = await Known(told, place, into, now, ct);
            target.Absorb(outcome);
            await Settle.Deal(target, db, now, ct);
            outcome = target;
        }
    }

    /// <summary>The deal's row, made where it is the first that is heard of it, and held until the end.</summary>
    private async Task<DealOutcome> Known(
        CrmEvent told,
        Place place,
        string deal,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (vendor, portal) = place;
        var nothing = new DealKnowledge.Json().ConvertToProvider(DealKnowledge.Nothing) as string;
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into outcomes (account_email, id, connection_id, vendor, portal, vendor_deal_id, known, status, match, by_hand, by_merge, created_at, updated_at, version)
            values ({db.Account.Email}, {Guid.CreateVersion7()}, {told.ConnectionId}, {(short)vendor}, {portal}, {deal}, {nothing}::jsonb, 0, 0, false, false, {now}, {now}, 1)
            on conflict (account_email, vendor, portal, vendor_deal_id) do nothing
            """,
            ct
        );
        // Another address may tell of the same deal.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from outcomes where account_email = {db.Account.Email} and vendor = {(short)vendor} and portal = {portal} and vendor_deal_id = {deal} for update",
            ct
        );
        return await db.Outcomes.SingleAsync(
            o => o.Vendor == vendor && o.Portal == portal && o.VendorDealId == deal,
            ct
        );
    }

    private async Task Company(CrmEvent told, Place place, DateTimeOffset now, CancellationToken ct)
    {
        if (
            CompanyDomain.Of(told.Fields.GetValueOrDefault(CrmFields.CompanyDomain))
            is not { } domain
        )
        {
            return;
        }

        var (vendor, portal) = place;
        await Settle.Learn(db, vendor, portal, told.VendorId, domain, told.OccurredAt, ct);
        var waiting = await db
            .Outcomes.Where(o =>
                o.Vendor == vendor
                && o.Portal == portal
                && o.VendorCompanyId == told.VendorId
                && !o.ByHand
            )
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        foreach (var outcome in waiting)
        {
            await Settle.Deal(outcome, db, now, ct);
        }
    }
}
