using System.Text.Json;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Scope.Rpc;

namespace LeadFuel.Reach.Campaigns;

/// <summary>
/// Writes down the plan as it stands, as its next version: what is claimed from now on goes by it.
/// With the campaign locked and what was changed flushed, in the caller's unit of work.
/// </summary>
internal static class FreezePlan
{
    public const string Sender = "sender";

    public static async Task<PlanVersion> AtLaunch(
        ReachDb db,
        Campaign campaign,
        PublishedIcp? icp,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        await Next(
            db,
            campaign,
            null,
            (campaign.IcpId, icp?.Name ?? "", icp?.Version),
            [],
            now,
            ct
        );

    /// <param name="changes">What was asked for, in words.</param>
    public static async Task<PlanVersion> Changed(
        ReachDb db,
        Campaign campaign,
        IReadOnlyList<string> changes,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var before = await PlanVersion
            .Newest(db)
            .AsNoTracking()
            .SingleAsync(p => p.CampaignId == campaign.Id, ct);
        var plan = await Next(
            db,
            campaign,
            before,
            (before.IcpId, before.IcpName, before.IcpVersion),
            changes,
            now,
            ct
        );
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.plan-changed",
                campaign.Id,
                $"Version {plan.Number} of the plan of “{campaign.Name}” goes for mails not yet sent: {string.Join(", ", plan.Changes)}."
            )
        );
        return plan;
    }

    private static async Task<PlanVersion> Next(
        ReachDb db,
        Campaign campaign,
        PlanVersion? before,
        (Guid? Id, string Name, int? Version) icp,
        IReadOnlyList<string> changes,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var sender = await db
            .Senders.AsNoTracking()
            .SingleAsync(s => s.Id == campaign.SenderId, ct);
        var postal = await db.MailSettings.Select(s => s.PostalAddress).SingleAsync(ct);
        var steps = await (
            from step in db.Steps.AsNoTracking()
            join draft in db.Drafts on step.Id equals draft.StepId
            where step.CampaignId == campaign.Id
            orderby step.Number
            select new
            {
                step.Id,
                step.Number,
                step.Delay,
                step.Unit,
                step.Goal,
                Text = draft.ApprovedHash,
            }
        ).ToListAsync(ct);
        List<string> all = [.. changes];
        if (before is not null && !changes.Contains(Sender) && before.FromName != sender.Name)
        {
            all.Add("sender's name");
        }

        if (before is not null && before.PostalAddress != postal)
        {
            all.Add("postal address");
        }

        var plan = new PlanVersion
        {
            CampaignId = campaign.Id,
            Number = (before?.Number ?? 0) + 1,
            Changes = [.. all],
            FromName = sender.Name,
            FromAddress = sender.Address,
            DomainId = sender.DomainId,
            PostalAddress = postal,
            Goal = campaign.Goal,
            Persona = campaign.Persona,
            IcpId = icp.Id,
            IcpName = icp.Name,
            IcpVersion = icp.Version,
            WarmPolicy = campaign.WarmPolicy,
            Steps = JsonSerializer.Serialize(steps, HouseJson.Options),
            By = db.Account.Member,
            CreatedAt = now,
        };
        db.PlanVersions.Add(plan);
        return plan;
    }
}
