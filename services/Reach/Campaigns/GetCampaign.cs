using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Campaigns;

public static class GetCampaign
{
    public sealed record SenderView(Guid Id, string Name, string Address, bool Verified);

    /// <param name="Count">How many people it is now; after the launch, how many were enrolled.</param>
    public sealed record AudienceView(
        AudienceKind Kind,
        Guid? ImportId,
        Guid[] ContactIds,
        Guid[] LeftOutIds,
        int Count
    );

    public sealed record DraftView(Guid Id, DraftState State, string Subject, int Version);

    public sealed record StepView(
        Guid Id,
        int Number,
        int Delay,
        DelayUnit Unit,
        string Goal,
        DraftView Draft
    );

    /// <summary>What was frozen at the launch.</summary>
    public sealed record PlanView(
        string FromName,
        string FromAddress,
        string Goal,
        string IcpName,
        int? IcpVersion,
        string By
    );

    public sealed record View(
        Guid Id,
        string Name,
        string Goal,
        string Persona,
        Guid? IcpId,
        Guid? SenderId,
        SenderView? Sender,
        AudienceView Audience,
        WarmPolicy WarmPolicy,
        IReadOnlyList<StepView> Steps,
        PlanView? Plan,
        CampaignState State,
        string? PausedWhy,
        DateTimeOffset? LaunchedAt,
        DateTimeOffset? FinishedAt,
        DateTimeOffset CreatedAt,
        int Version
    ) : IVersioned;

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        return campaign is null ? Refuse.NotFound("campaign") : await Read(campaign, db, ct);
    }

    /// <summary>The campaign as it is now, inside the caller's unit of work; what is tracked must be flushed.</summary>
    public static async Task<View> Read(Campaign campaign, ReachDb db, CancellationToken ct)
    {
        var steps = await db
            .Steps.AsNoTracking()
            .Where(s => s.CampaignId == campaign.Id)
            .OrderBy(s => s.Number)
            .ToListAsync(ct);
        var drafts = await db
            .Drafts.AsNoTracking()
            .Where(d => d.CampaignId == campaign.Id)
            .ToDictionaryAsync(d => d.StepId, ct);
        var sender = await db
            .Senders.AsNoTracking()
            .Where(s => s.Id == campaign.SenderId)
            .Join(
                db.Domains,
                s => s.DomainId,
                d => d.Id,
                (s, d) => new SenderView(s.Id, s.Name, s.Address, d.Status == "verified")
            )
            .SingleOrDefaultAsync(ct);
        var count = campaign.LaunchedAt is null
            ? await Campaigns.Audience.Of(db, campaign).CountAsync(ct)
            : await db.Enrolments.CountAsync(e => e.CampaignId == campaign.Id, ct);
        var plan = await db
            .PlanVersions.Where(p => p.CampaignId == campaign.Id)
            .OrderByDescending(p => p.CreatedAt)
            .Select(p => new PlanView(
                p.FromName,
                p.FromAddress,
                p.Goal,
                p.IcpName,
                p.IcpVersion,
                p.By
            ))
            .FirstOrDefaultAsync(ct);
        return new View(
            campaign.Id,
            campaign.Name,
            campaign.Goal,
            campaign.Persona,
            campaign.IcpId,
            campaign.SenderId,
            sender,
            new(
                campaign.Audience,
                campaign.AudienceImportId,
                campaign.AudienceContactIds,
                campaign.LeftOutContactIds,
                count
            ),
            campaign.WarmPolicy,
            [
                .. steps.Select(step => new StepView(
                    step.Id,
                    step.Number,
                    step.Delay,
                    step.Unit,
                    step.Goal,
                    new(
                        drafts[step.Id].Id,
                        drafts[step.Id].State,
                        drafts[step.Id].Subject,
                        drafts[step.Id].Version
                    )
                )),
            ],
            plan,
            campaign.State,
            campaign.PausedBecause is { Length: > 0 } because ? Gates.Says(because) : null,
            campaign.LaunchedAt,
            campaign.FinishedAt,
            campaign.CreatedAt,
            campaign.Version
        );
    }

    /// <summary>412 with what is stored now, so that the page can show both.</summary>
    public static async Task<Refused> Stale(Campaign campaign, ReachDb db, CancellationToken ct) =>
        Refuse.Stale("campaign") with
        {
            More = new Dictionary<string, object?> { ["current"] = await Read(campaign, db, ct) },
        };

    /// <summary>The campaign of an act that changes it, at the version that the person has seen; locked last in the lock order.</summary>
    public static async Task<Outcome<Campaign>> Locked(
        Guid id,
        IfMatch tag,
        ReachDb db,
        CancellationToken ct
    )
    {
        await FinishCampaign.Lock(db, id, ct);
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
        {
            return Refuse.NotFound("campaign");
        }

        return campaign.Version == tag.Version ? campaign : await Stale(campaign, db, ct);
    }
}
