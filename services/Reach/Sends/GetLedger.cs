using LeadFuel.Reach.Replies;

namespace LeadFuel.Reach.Sends;

/// <summary>How many people stand where, step by step; each step's counts add up to the audience.</summary>
public static class GetLedger
{
    public sealed record Count(
        Verdict Verdict,
        string Reason,
        string Why,
        [property: System.Text.Json.Serialization.JsonPropertyName("count")] int People
    );

    public sealed record StepView(int Number, IReadOnlyList<Count> Counts);

    public sealed record Progress(
        int Sent,
        int Delivered,
        int Bounced,
        int Complained,
        int Replied
    );

    public sealed record View(
        int Audience,
        int Final,
        int Waiting,
        IReadOnlyList<StepView> Steps,
        Progress Progress
    );

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet(
            "/{id:guid}/ledger",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (!await db.Campaigns.AnyAsync(c => c.Id == id, ct))
        {
            return Refuse.NotFound("campaign");
        }

        var audience = await db.Enrolments.CountAsync(e => e.CampaignId == id, ct);
        var waiting = await db
            .Decisions.Where(d => d.CampaignId == id && d.Verdict == Verdict.Waiting)
            .Select(d => d.EnrolmentId)
            .Distinct()
            .CountAsync(ct);
        var counts = await db
            .Decisions.Where(d => d.CampaignId == id)
            .GroupBy(d => new
            {
                d.StepNumber,
                d.Verdict,
                d.Reason,
            })
            .Select(g => new { g.Key, People = g.Count() })
            .ToListAsync(ct);
        var states = await db
            .Messages.Where(m =>
                m.CampaignId == id && !m.IsTest && m.State >= MessageState.Accepted
            )
            .GroupBy(m => m.State)
            .Select(g => new { g.Key, Mails = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Mails, ct);
        // A guess may be about somebody else: it counts when a member has said whose it is.
        var replied = await db
            .Replies.Where(r =>
                !r.Automatic
                && r.Match != MatchKind.Guess
                && db.Enrolments.Any(e => e.Id == r.EnrolmentId && e.CampaignId == id)
            )
            .Select(r => r.EnrolmentId)
            .Distinct()
            .CountAsync(ct);
        return new View(
            audience,
            audience - waiting,
            waiting,
            [
                .. counts
                    .GroupBy(c => c.Key.StepNumber)
                    .OrderBy(step => step.Key)
                    .Select(step => new StepView(
                        step.Key,
                        [
                            .. step.OrderBy(c => c.Key.Verdict)
                                .ThenBy(c => c.Key.Reason)
                                .Select(c => new Count(
                                    c.Key.Verdict,
                                    c.Key.Reason,
                                    Gates.Says(c.Key.Reason),
                                    c.People
                                )),
                        ]
                    )),
            ],
            new(
                states.Values.Sum(),
                states.GetValueOrDefault(MessageState.Delivered)
                    + states.GetValueOrDefault(MessageState.Complained),
                states.GetValueOrDefault(MessageState.Bounced),
                states.GetValueOrDefault(MessageState.Complained),
                replied
            )
        );
    }
}
