using LeadFuel.Plans.Rpc;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Senders;

namespace LeadFuel.Reach.Campaigns;

/// <summary>What is still missing before a campaign may start, each with the place where it is mended.</summary>
public static class CheckLaunch
{
    public sealed record Fix(string Label, string Href);

    /// <param name="Blocking">False: people are told, and may go on.</param>
    public sealed record Item(
        string Code,
        bool Ok,
        bool Blocking,
        string Title,
        string Detail,
        Fix? Fix
    );

    public sealed record View(bool Ready, int Audience, IReadOnlyList<Item> Items);

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet("/{id:guid}/launch-check", Answer);

    private static async Task<IResult> Answer(
        Guid id,
        ReachDb db,
        IServiceProvider services,
        CancellationToken ct
    ) =>
        (
            await Handle(id, db, services.GetRequiredService<Entitlements.EntitlementsClient>(), ct)
        ).ToOk();

    internal static async Task<Outcome<View>> Handle(
        Guid id,
        ReachDb db,
        Entitlements.EntitlementsClient entitlements,
        CancellationToken ct
    )
    {
        var plan = await Plan(entitlements, ct);
        await using var work = await db.Begin(ct);
        var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        return campaign is null ? Refuse.NotFound("campaign") : await Read(campaign, plan, db, ct);
    }

    internal static async Task<CheckEntitlementReply> Plan(
        Entitlements.EntitlementsClient entitlements,
        CancellationToken ct
    ) =>
        await entitlements.CheckAsync(
            new CheckEntitlementRequest { Product = "reach" },
            cancellationToken: ct
        );

    /// <summary>Inside the caller's unit of work.</summary>
    internal static async Task<View> Read(
        Campaign campaign,
        CheckEntitlementReply plan,
        ReachDb db,
        CancellationToken ct
    )
    {
        var audience = await Campaigns.Audience.Of(db, campaign).CountAsync(ct);
        var (sender, domain) = await SenderOf(campaign.SenderId, db, ct);
        var postal = await db
            .MailSettings.AsNoTracking()
            .Select(s => s.PostalAddress)
            .SingleOrDefaultAsync(ct);
        var drafts = await db
            .Drafts.AsNoTracking()
            .Where(d => d.CampaignId == campaign.Id)
            .ToListAsync(ct);
        Item[] items =
        [
            People(audience),
            Chosen(campaign, sender),
            Verified(domain),
            new(
                "postal_address",
                postal is { Length: > 0 },
                true,
                "Your postal address",
                postal is { Length: > 0 }
                    ? "Stands at the foot of each mail, with a link to unsubscribe."
                    : "The law asks for one at the foot of each mail.",
                postal is { Length: > 0 } ? null : new("Give the address", "/reach/domains")
            ),
            Approved(campaign, drafts),
            await Fields(campaign, drafts, audience, sender?.Name ?? "", db, ct),
            new(
                "entitlement",
                plan.Granted,
                true,
                "Your plan",
                plan.Why,
                plan.Granted ? null : new("See your plan", "/settings/plan")
            ),
        ];
        return new View(items.All(item => item.Ok || !item.Blocking), audience, items);
    }

    /// <summary>Why this sender could not send now, as the launch would say it. Inside the caller's unit of work.</summary>
    internal static async Task<Refused?> MaySend(
        Campaign campaign,
        Guid? senderId,
        ReachDb db,
        CancellationToken ct
    )
    {
        var (sender, domain) = await SenderOf(senderId, db, ct);
        return NotReady([Chosen(campaign, sender), Verified(domain)]);
    }

    internal static Refused? NotReady(IEnumerable<Item> items)
    {
        var open = items.Where(item => item is { Ok: false, Blocking: true }).ToList();
        return open.Count == 0
            ? null
            : Refuse.Unprocessable("not-ready", open[0].Detail) with
            {
                Errors = open.ToDictionary(item => item.Code, item => new[] { item.Detail }),
            };
    }

    private static async Task<(Sender? Sender, SendingDomain? Domain)> SenderOf(
        Guid? id,
        ReachDb db,
        CancellationToken ct
    )
    {
        var sender = await db.Senders.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        var domain = sender is null
            ? null
            : await db
                .Domains.AsNoTracking()
                .SingleOrDefaultAsync(d => d.Id == sender.DomainId, ct);
        return (sender, domain);
    }

    private static string PlanPage(Campaign campaign) => $"/reach/campaigns/{campaign.Id}/plan";

    private static Item People(int audience) =>
        new(
            "audience",
            audience is > 0 and <= Campaigns.Audience.Most,
            true,
            "People to write to",
            audience switch
            {
                0 => "Nobody is in the audience yet.",
                > Campaigns.Audience.Most =>
                    $"{audience:N0} people are more than one campaign takes ({Campaigns.Audience.Most:N0}). Choose an import.",
                1 => "1 person.",
                _ => $"{audience:N0} people.",
            },
            audience is > 0 and <= Campaigns.Audience.Most
                ? null
                : new("Import contacts", "/reach/contacts")
        );

    private static Item Chosen(Campaign campaign, Sender? sender) =>
        new(
            "sender",
            sender is not null,
            true,
            "A sender",
            sender is null
                ? "Choose whom the mails come from."
                : $"{sender.Name} <{sender.Address}>",
            sender is null ? new("Choose a sender", PlanPage(campaign)) : null
        );

    private static Item Verified(SendingDomain? domain) =>
        new(
            "domain_verified",
            domain is { Verified: true },
            true,
            "A verified domain",
            domain switch
            {
                null => "The sender's domain is known once a sender is chosen.",
                { Verified: true } => $"{domain.Name} is verified at Resend.",
                _ => $"{domain.Name} is not verified yet. Set its DNS records, then check again.",
            },
            domain is { Verified: true } ? null : new("Look at the domain", "/reach/domains")
        );

    private static Item Approved(Campaign campaign, List<Draft> drafts)
    {
        var open = drafts.Count(d =>
            d.State != DraftState.Approved || d.ApprovedHash != d.ContentHash
        );
        return new(
            "drafts_approved",
            open == 0,
            true,
            "Approved drafts",
            open switch
            {
                0 => $"All {drafts.Count} are approved as they stand.",
                1 => "One draft is not approved yet.",
                _ => $"{open} drafts are not approved yet.",
            },
            open == 0 ? null : new("Read the drafts", $"/reach/campaigns/{campaign.Id}/drafts")
        );
    }

    private static async Task<Item> Fields(
        Campaign campaign,
        List<Draft> drafts,
        int audience,
        string senderName,
        ReachDb db,
        CancellationToken ct
    )
    {
        var lacking = 0;
        if (audience <= Campaigns.Audience.Most)
        {
            await foreach (
                var contact in Campaigns
                    .Audience.Of(db, campaign)
                    .AsNoTracking()
                    .AsAsyncEnumerable()
                    .WithCancellation(ct)
            )
            {
                lacking += drafts.Exists(d =>
                    Merge.Fill(d.Subject, contact, senderName).Missing.Count > 0
                    || Merge.Fill(d.Body, contact, senderName).Missing.Count > 0
                )
                    ? 1
                    : 0;
            }
        }

        return new(
            "merge_fields",
            lacking == 0,
            // A gap for everybody is a slip of the text; a gap for some costs only them their mail.
            lacking > 0
                && lacking == audience,
            "Merge fields",
            lacking == 0
                ? "Every field has a value or a fallback for everybody."
                : $"{lacking:N0} of {audience:N0} people lack a value, and get no mail. Add a fallback: {{{{first_name | \"there\"}}}}.",
            lacking == 0 ? null : new("Edit the drafts", $"/reach/campaigns/{campaign.Id}/drafts")
        );
    }
}
