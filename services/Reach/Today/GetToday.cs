using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Today;

/// <summary>What waits for a person, for the first page: answers, drafts, mails without an outcome, domains, paused campaigns.</summary>
public static class GetToday
{
    private const int Most = 10;

    public enum Kind
    {
        Reply,
        Draft,
        Uncertain,
        Domain,
        Campaign,
    }

    public sealed record Item(
        Kind Kind,
        string Title,
        string Detail,
        string Href,
        DateTimeOffset At
    );

    /// <param name="DomainsVerified">Domains that mails can be sent from.</param>
    /// <param name="CampaignsLaunched">Campaigns that were ever launched.</param>
    public sealed record View(
        int DomainsVerified,
        int CampaignsLaunched,
        int CampaignsRunning,
        int DraftsToApprove,
        int RepliesOpen,
        int Uncertain,
        IReadOnlyList<Item> Items
    );

    public static void MapToday(this WebApplication app) =>
        app.MapRoom("/today")
            .MapGet("", async (ReachDb db, CancellationToken ct) => (await Handle(db, ct)).ToOk());

    public static async Task<Outcome<View>> Handle(ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var replies = db.Replies.Where(r =>
            !r.Automatic
            && r.HandledAt == null
            && (
                r.EnrolmentId == null
                || db.Enrolments.Any(e =>
                    e.Id == r.EnrolmentId && db.Campaigns.Any(c => c.Id == e.CampaignId)
                )
            )
        );
        var drafts =
            from d in Draft.ToApprove(db)
            join c in db.Campaigns on d.CampaignId equals c.Id
            join s in db.Steps on d.StepId equals s.Id
            select new
            {
                CampaignId = c.Id,
                c.Name,
                s.Number,
                c.CreatedAt,
            };
        var uncertain = db.Messages.Where(m =>
            m.State == MessageState.Uncertain
            && !m.IsTest
            && db.Campaigns.Any(c => c.Id == m.CampaignId)
        );
        var verified = SendingDomain.AllVerified(db);
        var plans = PlanVersion.Newest(db);
        var items = new List<Item>();
        items.AddRange(
            (
                await replies
                    .OrderByDescending(r => r.ReceivedAt)
                    .Take(Most)
                    .Select(r => new
                    {
                        Thread = r.EnrolmentId ?? r.Id,
                        r.FromName,
                        r.FromAddress,
                        r.Subject,
                        r.ReceivedAt,
                    })
                    .ToListAsync(ct)
            ).Select(r => new Item(
                Kind.Reply,
                $"{(r.FromName.Length > 0 ? r.FromName : r.FromAddress)} has answered",
                r.Subject,
                $"/reach/inbox/{r.Thread}",
                r.ReceivedAt
            ))
        );
        items.AddRange(
            (
                await drafts
                    .OrderBy(d => d.CampaignId)
                    .ThenBy(d => d.Number)
                    .Take(Most)
                    .ToListAsync(ct)
            ).Select(d => new Item(
                Kind.Draft,
                $"Step {d.Number} of {d.Name} waits for approval",
                "Nothing is sent that nobody has read.",
                $"/reach/campaigns/{d.CampaignId}/drafts",
                d.CreatedAt
            ))
        );
        items.AddRange(
            (
                await uncertain
                    .OrderByDescending(m => m.FirstAttemptAt)
                    .Take(Most)
                    .Select(m => new
                    {
                        m.CampaignId,
                        m.ToAddress,
                        m.FirstAttemptAt,
                    })
                    .ToListAsync(ct)
            ).Select(m => new Item(
                Kind.Uncertain,
                $"Did the mail to {m.ToAddress} go out?",
                "Resend never said. Only you can tell, so it is not sent again by itself.",
                $"/reach/campaigns/{m.CampaignId}/sends?reason={Gates.OutcomeUnknown}",
                m.FirstAttemptAt ?? default
            ))
        );
        items.AddRange(
            (
                await db
                    .Domains.Where(d => !verified.Any(v => v.Id == d.Id))
                    .OrderBy(d => d.CreatedAt)
                    .Take(Most)
                    .Select(d => new { d.Name, d.CreatedAt })
                    .ToListAsync(ct)
            ).Select(d => new Item(
                Kind.Domain,
                $"{d.Name} is not verified yet",
                "Set its DNS records, then check it.",
                "/reach/domains",
                d.CreatedAt
            ))
        );
        items.AddRange(
            (
                await db
                    .Campaigns.Where(c => c.State == CampaignState.Paused)
                    .OrderByDescending(c => c.Id)
                    .Take(Most)
                    .Select(c => new
                    {
                        c.Id,
                        c.Name,
                        c.PausedBecause,
                        Verified = plans.Any(p =>
                            p.CampaignId == c.Id && verified.Any(d => d.Id == p.DomainId)
                        ),
                        At = c.LaunchedAt ?? c.CreatedAt,
                    })
                    .ToListAsync(ct)
            ).Select(c => new Item(
                Kind.Campaign,
                $"{c.Name} is paused",
                c.PausedBecause != Gates.DomainUnverified
                        ? "Nothing of it is sent until it is resumed."
                    : c.Verified ? "Its domain is verified again. Resume it to go on."
                    : "Its sender's domain is not verified. Verify it, then resume.",
                $"/reach/campaigns/{c.Id}/sends",
                c.At
            ))
        );
        return new View(
            await verified.CountAsync(ct),
            await db.Campaigns.CountAsync(c => c.LaunchedAt != null, ct),
            await db.Campaigns.CountAsync(c => c.State == CampaignState.Running, ct),
            await drafts.CountAsync(ct),
            await replies.CountAsync(ct),
            await uncertain.CountAsync(ct),
            items
        );
    }
}
