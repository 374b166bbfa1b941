using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Senders;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Saves the plan as the page holds it. After the launch ICP and people stay, and what else changes makes a new version for the mails not yet claimed.</summary>
public static class PlanCampaign
{
    public sealed record AudienceRequest(AudienceKind Kind, Guid? ImportId, Guid[]? ContactIds)
    {
        public Guid[]? LeftOutIds { get; init; }
    }

    public sealed record Request(
        [Required(ErrorMessage = "Give it a name, such as whom it is for.")]
        [StringLength(
            CreateCampaign.LongestName,
            ErrorMessage = "A name has at most 120 characters."
        )]
            string Name,
        [StringLength(
            CreateCampaign.LongestText,
            ErrorMessage = "A goal has at most 2,000 characters."
        )]
            string? Goal,
        [StringLength(
            CreateCampaign.LongestText,
            ErrorMessage = "A persona has at most 2,000 characters."
        )]
            string? Persona,
        Guid? IcpId,
        Guid? SenderId,
        AudienceRequest? Audience
    )
    {
        public WarmPolicy WarmPolicy { get; init; }
    }

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapPut(
            "/{id:guid}",
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
        var name = request.Name.Trim();
        if (name.Length == 0)
        {
            return Refuse.Invalid("name", "Give it a name, such as whom it is for.");
        }

        var audience = request.Audience ?? new(AudienceKind.Everyone, null, null);
        if (audience.ContactIds?.Length > Audience.Most)
        {
            return Refuse.Invalid(
                "audience.contactIds",
                $"At most {Audience.Most:N0} people can be chosen one by one."
            );
        }

        if (audience.LeftOutIds?.Length > Audience.Most)
        {
            return Refuse.Invalid(
                "audience.leftOutIds",
                $"At most {Audience.Most:N0} people can be left out one by one."
            );
        }

        if (!Enum.IsDefined(request.WarmPolicy))
        {
            return Refuse.Invalid(
                "warmPolicy",
                "Say what becomes of people you know: note, hold, skip or ignore."
            );
        }

        await using var work = await db.Begin(ct);
        // Whom the old rule held is looked at again. Before the campaign's own lock, as everything that sends takes them; a refusal takes it back.
        if (
            await db.Campaigns.AnyAsync(
                c =>
                    c.Id == id
                    && c.State == CampaignState.Running
                    && c.WarmPolicy != request.WarmPolicy,
                ct
            )
        )
        {
            await WakeMessages.Of(db, id, ct);
        }

        var found = await GetCampaign.Locked(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        if (campaign.Changeable(db.Account.Viewing) is { } not)
        {
            return not;
        }

        var launched = campaign.State != CampaignState.Draft;
        if (launched && !SamePeople(campaign, request.IcpId, audience))
        {
            return Campaign.Frozen();
        }

        await Sender.Keep(db, request.SenderId, ct);
        if (request.SenderId is { } sender && !await db.Senders.AnyAsync(s => s.Id == sender, ct))
        {
            return Refuse.Invalid("senderId", "This sender is gone. Choose another one.");
        }

        if (
            launched
            && request.SenderId != campaign.SenderId
            && await CheckLaunch.MaySend(campaign, request.SenderId, db, ct) is { } unready
        )
        {
            return unready;
        }

        if (
            !launched
            && audience.Kind == AudienceKind.Import
            && !await db.Imports.AnyAsync(i => i.Id == audience.ImportId, ct)
        )
        {
            return Refuse.Invalid("audience.importId", "This import is gone. Choose another one.");
        }

        var changes = Changes(campaign, request);
        if (launched && changes.Count == 0 && name == campaign.Name)
        {
            return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
        }

        campaign.Name = name;
        campaign.Goal = request.Goal?.Trim() ?? "";
        campaign.Persona = request.Persona?.Trim() ?? "";
        campaign.IcpId = request.IcpId;
        campaign.SenderId = request.SenderId;
        campaign.Audience = audience.Kind;
        campaign.AudienceImportId = audience.Kind == AudienceKind.Import ? audience.ImportId : null;
        campaign.AudienceContactIds =
            audience.Kind == AudienceKind.Chosen ? [.. (audience.ContactIds ?? []).Distinct()] : [];
        campaign.LeftOutContactIds = [.. (audience.LeftOutIds ?? []).Distinct()];
        campaign.WarmPolicy = request.WarmPolicy;
        campaign.Edited();
        await work.Flush(ct);
        if (launched && changes.Count > 0)
        {
            await FreezePlan.Changed(db, campaign, changes, clock.GetUtcNow(), ct);
            await work.Flush(ct);
        }

        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }

    private static bool SamePeople(Campaign campaign, Guid? icpId, AudienceRequest audience) =>
        icpId == campaign.IcpId
        && audience.Kind == campaign.Audience
        && (audience.Kind != AudienceKind.Import || audience.ImportId == campaign.AudienceImportId)
        && (
            audience.Kind != AudienceKind.Chosen
            || campaign.AudienceContactIds.ToHashSet().SetEquals(audience.ContactIds ?? [])
        )
        && campaign.LeftOutContactIds.ToHashSet().SetEquals(audience.LeftOutIds ?? []);

    private static List<string> Changes(Campaign campaign, Request request)
    {
        List<string> changes = [];
        if ((request.Goal?.Trim() ?? "") != campaign.Goal)
        {
            changes.Add("goal");
        }

        if ((request.Persona?.Trim() ?? "") != campaign.Persona)
        {
            changes.Add("persona");
        }

        if (request.SenderId != campaign.SenderId)
        {
            changes.Add(FreezePlan.Sender);
        }

        if (request.WarmPolicy != campaign.WarmPolicy)
        {
            changes.Add("what becomes of people you know");
        }

        return changes;
    }
}
