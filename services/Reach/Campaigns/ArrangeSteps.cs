using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Sets the steps in their order. A step that is left out goes, and its text with it.</summary>
public static class ArrangeSteps
{
    public const int Most = 5;

    public sealed record Item(
        Guid? Id,
        [Range(0, 365, ErrorMessage = "A step waits between 0 and 365.")] int Delay,
        DelayUnit Unit,
        [StringLength(
            CreateCampaign.LongestText,
            ErrorMessage = "A goal has at most 2,000 characters."
        )]
            string? Goal
    );

    public sealed record Request(
        [Required]
        [MinLength(1, ErrorMessage = "A campaign has at least one step.")]
        [MaxLength(Most, ErrorMessage = "A campaign has at most five steps.")]
            IReadOnlyList<Item> Steps
    );

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapPut(
            "/{id:guid}/steps",
            async (Guid id, Request request, IfMatch tag, ReachDb db, CancellationToken ct) =>
                (await Handle(id, request, tag, db, ct)).ToOk()
        );

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var found = await GetCampaign.Locked(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        if (campaign.Frozen() is { } frozen)
        {
            return frozen;
        }

        var present = await db
            .Steps.Where(s => s.CampaignId == id)
            .ToDictionaryAsync(s => s.Id, ct);
        var named = request.Steps.Where(s => s.Id is not null).Select(s => s.Id!.Value).ToList();
        if (named.Distinct().Count() != named.Count || !named.TrueForAll(present.ContainsKey))
        {
            return Refuse.Invalid("steps", "A step is not of this campaign, or is named twice.");
        }

        db.Steps.RemoveRange(present.Values.Where(step => !named.Contains(step.Id)));
        foreach (var (index, given) in request.Steps.Index())
        {
            // Whatever is first goes out at the launch, wherever it stood before.
            var item = index == 0 ? given with { Delay = 0 } : given;
            if (item.Id is not { } known)
            {
                Add(db, id, index + 1, item);
                continue;
            }

            var step = present[known];
            (step.Number, step.Delay, step.Unit, step.Goal) = (
                index + 1,
                item.Delay,
                item.Unit,
                item.Goal?.Trim() ?? ""
            );
        }

        campaign.Edited();
        await work.Flush(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }

    /// <summary>The draft of the new step, still without a text.</summary>
    internal static Draft Add(ReachDb db, Guid campaignId, int number, Item item)
    {
        var step = new Step
        {
            CampaignId = campaignId,
            Number = number,
            Delay = item.Delay,
            Unit = item.Unit,
            Goal = item.Goal?.Trim() ?? "",
        };
        var draft = new Draft { CampaignId = campaignId, StepId = step.Id };
        db.Steps.Add(step);
        db.Drafts.Add(draft);
        return draft;
    }
}
