using System.Net;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Domains;

/// <summary>Asks Resend to look at the DNS records, and looks at DMARC itself, which is not among them.</summary>
public static class CheckDomain
{
    public static void Map(RouteGroupBuilder domains) =>
        domains.MapPost(
            "/{id:guid}/check",
            async (
                Guid id,
                ReachDb db,
                ResendClient resend,
                Egress egress,
                Dmarc dmarc,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, db, resend, egress, dmarc, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetDomain.View>> Handle(
        Guid id,
        ReachDb db,
        ResendClient resend,
        Egress egress,
        Dmarc dmarc,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        SendingDomain? domain;
        await using (await db.Begin(ct))
        {
            domain = await db.Domains.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct);
        }

        if (domain is null)
        {
            return Refuse.NotFound("domain");
        }

        var policy = dmarc.Find(domain.Name, ct);
        ResendDomain answer;
        try
        {
            using var purpose = egress.For(ResendClient.Domain, ResendClient.DomainName);
            var resendId =
                domain.ResendId
                ?? (await resend.FindOrCreateDomain(domain.Name, domain.CreatedAt, ct))?.Id;
            if (resendId is null)
            {
                return AddDomain.Taken(domain.Name);
            }

            await resend.VerifyDomain(resendId, ct);
            answer = await resend.GetDomain(resendId, ct);
        }
        catch (ProviderRefusedException many) when (many.Status == HttpStatusCode.TooManyRequests)
        {
            return Pace.TooMany(many);
        }

        await using var work = await db.Begin(ct);
        var kept = await db.Domains.SingleOrDefaultAsync(d => d.Id == id, ct);
        if (kept is null)
        {
            return Refuse.NotFound("domain");
        }

        var before = kept.Verified;
        kept.Answered(answer.Id, answer.Status, answer.Records ?? [], clock.GetUtcNow());
        kept.Dmarc = await policy;
        if (kept.Verified && !before)
        {
            await Wake(db, id, ct);
        }

        var paused = await GetDomain.Paused(db, ct);
        return await work.Commit(
            GetDomain.View.Of(kept) with
            {
                PausedCampaigns = paused.Count(of => of == id),
            },
            ct
        );
    }

    // What waited for the verification goes on. A campaign that was paused for it waits for a person: it may be long ago.
    internal static async Task Wake(ReachDb db, Guid domainId, CancellationToken ct)
    {
        // Of any version: what has its bytes goes by the plan that they were made under.
        var campaigns = await db
            .PlanVersions.Where(plan => plan.DomainId == domainId)
            .Select(plan => plan.CampaignId)
            .Distinct()
            .Where(id => db.Campaigns.Any(c => c.Id == id && c.State == CampaignState.Running))
            .ToListAsync(ct);
        foreach (var campaign in campaigns)
        {
            await WakeMessages.Of(db, campaign, ct);
        }
    }
}
