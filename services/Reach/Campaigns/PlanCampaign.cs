using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Saves the plan as the page holds it; refused once it was launched.</summary>
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

        if (request.SenderId is { } sender && !await db.Senders.AnyAsync(s => s.Id == sender, ct))
        {
            return Refuse.Invalid("senderId", "This sender is gone. Choose another one.");
        }

        if (
            audience.Kind == AudienceKind.Import
            && !await db.Imports.AnyAsync(i => i.Id == audience.ImportId, ct)
        )
        {
            return Refuse.Invalid("audience.importId", "This import is gone. Choose another one.");
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
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }
}
