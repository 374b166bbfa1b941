using LeadFuel.Reach.Domains;
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

    /// <param name="Claimed">For how many people its mail was handed to Resend, or is about to be.</param>
    /// <param name="Open">For how many people it is still to come.</param>
    public sealed record StepView(
        Guid Id,
        int Number,
        int Delay,
        DelayUnit Unit,
        string Goal,
        DraftView Draft,
        int Claimed,
        int Open
    );

    /// <summary>The version that is in force: frozen at the launch, or at the last change after it.</summary>
    public sealed record PlanView(
        int Number,
        string FromName,
        string FromAddress,
        string Goal,
        string IcpName,
        int? IcpVersion,
        string By,
        DateTimeOffset CreatedAt
    );

    /// <summary>Of one step: see <see cref="StepView"/>.</summary>
    internal sealed record StepMails(int Claimed, int Open);

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
        // In one look: between two a step could come or go.
        var steps = await db
            .Steps.AsNoTracking()
            .Where(s => s.CampaignId == campaign.Id)
            .Join(db.Drafts, s => s.Id, d => d.StepId, (Step, Draft) => new { Step, Draft })
            .OrderBy(row => row.Step.Number)
            .ToListAsync(ct);
        var verified = SendingDomain.AllVerified(db);
        var sender = await db
            .Senders.AsNoTracking()
            .Where(s => s.Id == campaign.SenderId)
            .Select(s => new SenderView(
                s.Id,
                s.Name,
                s.Address,
                verified.Any(d => d.Id == s.DomainId)
            ))
            .SingleOrDefaultAsync(ct);
        var count = campaign.LaunchedAt is null
            ? await Campaigns.Audience.Of(db, campaign).CountAsync(ct)
            : await db.Enrolments.CountAsync(e => e.CampaignId == campaign.Id, ct);
        var mails = campaign.LaunchedAt is null ? [] : await MailsOf(db, campaign.Id, ct);
        var plan = await PlanVersion
            .Newest(db)
            .Where(p => p.CampaignId == campaign.Id)
            .Select(p => new PlanView(
                p.Number,
                p.FromName,
                p.FromAddress,
                p.Goal,
                p.IcpName,
                p.IcpVersion,
                p.By,
                p.CreatedAt
            ))
            .SingleOrDefaultAsync(ct);
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
                .. steps.Select(row => new StepView(
                    row.Step.Id,
                    row.Step.Number,
                    row.Step.Delay,
                    row.Step.Unit,
                    row.Step.Goal,
                    new(row.Draft.Id, row.Draft.State, row.Draft.Subject, row.Draft.Version),
                    mails.GetValueOrDefault(row.Step.Id)?.Claimed ?? 0,
                    mails.GetValueOrDefault(row.Step.Id)?.Open ?? 0
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

    /// <summary>By step, the tests to oneself aside. What has its bytes keeps them, whatever becomes of the plan.</summary>
    internal static Task<Dictionary<Guid, StepMails>> MailsOf(
        ReachDb db,
        Guid campaignId,
        CancellationToken ct
    ) =>
        db
            .Messages.Where(m => m.CampaignId == campaignId && m.EnrolmentId != null)
            .GroupBy(m => m.StepId)
            .Select(g => new
            {
                g.Key,
                Claimed = g.Count(m =>
                    m.Payload != null
                    || (m.State != MessageState.Planned && m.State != MessageState.Skipped)
                ),
                Open = g.Count(m => m.Payload == null && m.State == MessageState.Planned),
            })
            .ToDictionaryAsync(g => g.Key, g => new StepMails(g.Claimed, g.Open), ct);

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

    /// <summary>The same with its people and their mails: enrolments, messages, campaign is the one lock order of everything that stops, wakes or sends.</summary>
    public static async Task<Outcome<Campaign>> LockedWithMails(
        Guid id,
        IfMatch tag,
        ReachDb db,
        CancellationToken ct
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"select 1 from enrolments where account_email = {db.Account.Email} and campaign_id = {id} order by id for update",
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"select 1 from messages where account_email = {db.Account.Email} and campaign_id = {id} order by id for update",
            ct
        );
        return await Locked(id, tag, db, ct);
    }
}
