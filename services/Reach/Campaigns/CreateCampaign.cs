using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Campaigns;

/// <summary>A plan with two steps: a first mail, and a follow-up three business days later.</summary>
public static class CreateCampaign
{
    public const int LongestName = 120;
    public const int LongestText = 2_000;

    private static readonly (int Delay, DelayUnit Unit, string Goal)[] First =
    [
        (
            0,
            DelayUnit.Hours,
            "Open the conversation: name one problem they have and ask one question."
        ),
        (3, DelayUnit.BusinessDays, "Follow up shortly with one more reason to answer."),
    ];

    public sealed record Request(
        [Required(ErrorMessage = "Give it a name, such as whom it is for.")]
        [StringLength(LongestName, ErrorMessage = "A name has at most 120 characters.")]
            string Name,
        [StringLength(LongestText, ErrorMessage = "A goal has at most 2,000 characters.")]
            string? Goal,
        Guid? IcpId
    );

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapPost(
            "",
            async (Request request, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(request, db, clock, ct)).ToCreated(view => $"/campaigns/{view.Id}")
        );

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Request request,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var name = request.Name.Trim();
        if (name.Length == 0)
        {
            return Refuse.Invalid("name", "Give it a name, such as whom it is for.");
        }

        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        var campaign = new Campaign
        {
            Name = name,
            Goal = request.Goal?.Trim() ?? "",
            IcpId = request.IcpId,
            CreatedAt = now,
        };
        db.Campaigns.Add(campaign);
        foreach (var (index, (delay, unit, goal)) in First.Index())
        {
            ArrangeSteps.Add(db, campaign.Id, index + 1, new(null, delay, unit, goal));
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.created",
                campaign.Id,
                $"Campaign “{name}” was created."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }
}
