using System.Net;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Domains;

/// <summary>Gives a domain back, here and at Resend. Senders that use it come first.</summary>
public static class RemoveDomain
{
    public static void Map(RouteGroupBuilder domains) =>
        domains
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    ResendClient resend,
                    Egress egress,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, resend, egress, clock, ct)).ToNoContent()
            )
            .WithoutPlan();

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        ResendClient resend,
        Egress egress,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        string? resendId;
        await using (await db.Begin(ct))
        {
            var found = await Removable(id, tag, db, ct);
            if (found.Refused is { } refused)
            {
                return refused;
            }

            resendId = found.Value.ResendId;
        }

        if (resendId is not null)
        {
            using var purpose = egress.For(ResendClient.Domain, ResendClient.DomainName);
            try
            {
                await resend.DeleteDomain(resendId, ct);
            }
            catch (ProviderRefusedException gone) when (gone.Status == HttpStatusCode.NotFound)
            {
                // An earlier try has removed it there.
            }
            catch (ProviderRefusedException many)
                when (many.Status == HttpStatusCode.TooManyRequests)
            {
                return Pace.TooMany(many);
            }
        }

        await using var work = await db.Begin(ct);
        var kept = await Removable(id, tag, db, ct);
        if (kept.Refused is { } changed)
        {
            return changed;
        }

        // Deleted senders only wait for the archive run; without their domain they cannot come back.
        await db
            .Senders.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .Where(s => s.DomainId == id)
            .ExecuteDeleteAsync(ct);
        db.Domains.Remove(kept.Value);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "domain.removed",
                id,
                $"{kept.Value.Name} was removed."
            )
        );
        await work.Commit(ct);
        return new Done();
    }

    private static async Task<Outcome<SendingDomain>> Removable(
        Guid id,
        IfMatch tag,
        ReachDb db,
        CancellationToken ct
    )
    {
        var domain = await db.Domains.SingleOrDefaultAsync(d => d.Id == id, ct);
        if (domain is null)
        {
            return Refuse.NotFound("domain");
        }

        if (domain.Version != tag.Version)
        {
            return Refuse.Stale("domain");
        }

        var senders = await db
            .Senders.Where(s => s.DomainId == id)
            .OrderBy(s => s.Address)
            .Select(s => s.Address)
            .ToListAsync(ct);
        return senders.Count > 0
            ? Refuse.Conflict(
                $"{string.Join(", ", senders)} sends from {domain.Name}. Remove the sender first.",
                "domain-in-use"
            )
            : domain;
    }
}
