using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Domains;

public static class GetDomain
{
    public sealed record View(
        Guid Id,
        string Name,
        string Status,
        bool Verified,
        IReadOnlyList<DnsRecord> Records,
        string Dmarc,
        DateTimeOffset? CheckedAt,
        DateTimeOffset CreatedAt,
        int Version
    ) : IVersioned
    {
        /// <summary>Campaigns that were paused because it was not verified, and wait to be resumed; told by the list and a check.</summary>
        public int? PausedCampaigns { get; init; }

        public static View Of(SendingDomain d) =>
            new(
                d.Id,
                d.Name,
                d.Status,
                d.Verified,
                d.Records,
                d.Dmarc,
                d.CheckedAt,
                d.CreatedAt,
                d.Version
            );
    }

    public static void Map(RouteGroupBuilder domains) =>
        domains.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var domain = await db.Domains.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct);
        return domain is null ? Refuse.NotFound("domain") : View.Of(domain);
    }

    /// <summary>Of each campaign that its domain paused, the domain. Inside the caller's unit of work.</summary>
    internal static Task<List<Guid>> Paused(ReachDb db, CancellationToken ct) =>
        PlanVersion
            .Newest(db)
            .Where(p =>
                db.Campaigns.Any(c =>
                    c.Id == p.CampaignId
                    && c.State == CampaignState.Paused
                    && c.PausedBecause == Gates.DomainUnverified
                )
            )
            .Select(p => p.DomainId)
            .ToListAsync(ct);
}
