using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Campaigns;

/// <summary>
/// Sets the steps in their order. A step that is left out goes, and its text with it. After the launch the steps that
/// somebody has got stay as they are, and the others carry their mails along as the next version of the plan.
/// </summary>
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
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ReachDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (request.Steps.Any(step => step is null))
        {
            return Refuse.Invalid("steps", "A step is missing. Load the plan again.");
        }

        await using var work = await db.Begin(ct);
        var found = await GetCampaign.LockedWithMails(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        if (campaign.Changeable(db.Account.Viewing) is { } not)
        {
            return not;
        }

        var present = await db
            .Steps.Where(s => s.CampaignId == id)
            .OrderBy(s => s.Number)
            .ToListAsync(ct);
        var named = request.Steps.Where(s => s.Id is not null).Select(s => s.Id!.Value).ToList();
        if (
            named.Distinct().Count() != named.Count
            || named.Except(present.Select(step => step.Id)).Any()
        )
        {
            return Refuse.Invalid("steps", "A step is not of this campaign, or is named twice.");
        }

        // Whatever is first goes out at the launch, wherever it stood before.
        List<Item> wanted =
        [
            .. request.Steps.Select(
                (item, index) =>
                    item with
                    {
                        Delay = index == 0 ? 0 : item.Delay,
                        Goal = item.Goal?.Trim() ?? "",
                    }
            ),
        ];
        if (campaign.State == CampaignState.Draft)
        {
            Set(db, id, present, wanted);
            campaign.Edited();
            await work.Flush(ct);
            return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
        }

        if (Sent(present, wanted, await GetCampaign.MailsOf(db, id, ct)) is { } sent)
        {
            return sent;
        }

        var changes = Changes(present, wanted);
        if (changes.Count == 0)
        {
            return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
        }

        // A campaign that had ended goes on when a person is taken back, and its sender may have been removed by then.
        if (!await db.Senders.AnyAsync(s => s.Id == campaign.SenderId, ct))
        {
            return Refuse.Conflict(
                "The sender of this campaign is gone. Choose another one, then change the mails.",
                "sender-gone"
            );
        }

        var before = ArrangeMails.Waits(present);
        Set(db, id, present, wanted);
        campaign.Edited();
        await work.Flush(ct);
        var now = clock.GetUtcNow();
        var plan = await FreezePlan.Changed(db, campaign, changes, now, ct);
        await ArrangeMails.Follow(db, plan, before, now, ct);
        await work.Flush(ct);
        // The last one who waited may have waited for a mail that is no more.
        await FinishCampaign.Check(db, id, now, ct);
        await db.Entry(campaign).ReloadAsync(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }

    private static void Set(ReachDb db, Guid campaignId, List<Step> present, List<Item> wanted)
    {
        db.Steps.RemoveRange(present.Where(step => !wanted.Exists(item => item.Id == step.Id)));
        foreach (var (index, item) in wanted.Index())
        {
            if (present.Find(s => s.Id == item.Id) is not { } step)
            {
                Add(db, campaignId, index + 1, item);
                continue;
            }

            (step.Number, step.Delay, step.Unit, step.Goal) = (
                index + 1,
                item.Delay,
                item.Unit,
                item.Goal ?? ""
            );
        }
    }

    /// <summary>Why these steps come too late, if they do: what somebody has got keeps its place, and what everybody has got keeps all.</summary>
    private static Refused? Sent(
        List<Step> present,
        List<Item> wanted,
        Dictionary<Guid, GetCampaign.StepMails> mails
    )
    {
        var settled = present.FindLastIndex(step => Of(step).Claimed > 0) + 1;
        foreach (var (index, step) in present[..settled].Index())
        {
            if (index >= wanted.Count || wanted[index].Id != step.Id)
            {
                return Refuse.Conflict(
                    $"Mail {step.Number} has gone to somebody already, so it stays in its place. Change what comes after it, or copy the campaign.",
                    "step-sent"
                );
            }

            if (Of(step).Open == 0 && (Waits(step, wanted[index]) || Says(step, wanted[index])))
            {
                return Refuse.Conflict(
                    $"Mail {step.Number} has gone to everybody who gets it, so it cannot change any more. Change what comes after it, or copy the campaign.",
                    "step-sent"
                );
            }
        }

        return null;

        GetCampaign.StepMails Of(Step step) =>
            mails.GetValueOrDefault(step.Id) ?? new GetCampaign.StepMails(0, 0);
    }

    private static List<string> Changes(List<Step> present, List<Item> wanted)
    {
        var kept = present.Where(step => wanted.Exists(item => item.Id == step.Id)).ToList();
        List<string> changes =
        [
            .. present.Except(kept).Select(step => $"mail {step.Number} taken out"),
        ];
        if (
            !wanted
                .Where(item => item.Id is not null)
                .Select(item => item.Id!.Value)
                .SequenceEqual(kept.Select(step => step.Id))
        )
        {
            changes.Add("order of the mails");
        }

        foreach (var (index, item) in wanted.Index())
        {
            var step = kept.Find(s => s.Id == item.Id);
            if (step is null)
            {
                changes.Add($"mail {index + 1} added");
                continue;
            }

            // The first one waits for nothing.
            if (index > 0 && Waits(step, item))
            {
                changes.Add($"wait before mail {index + 1}");
            }

            if (Says(step, item))
            {
                changes.Add($"goal of mail {index + 1}");
            }
        }

        return changes;
    }

    private static bool Waits(Step step, Item item) =>
        step.Delay != item.Delay || step.Unit != item.Unit;

    private static bool Says(Step step, Item item) => step.Goal != item.Goal;

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
