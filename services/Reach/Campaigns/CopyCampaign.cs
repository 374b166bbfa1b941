using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Campaigns;

/// <summary>A new plan with all that the old one holds, steps and texts included. Nobody is enrolled, and each text wants its yes anew.</summary>
public static class CopyCampaign
{
    private const string Mark = " (copy)";

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapPost(
            "/{id:guid}/copies",
            async (Guid id, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(id, db, clock, ct)).ToCreated(view => $"/campaigns/{view.Id}")
        );

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var old = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (old is null)
        {
            return Refuse.NotFound("campaign");
        }

        var now = clock.GetUtcNow();
        var name = Beginning.Within(old.Name, CreateCampaign.LongestName - Mark.Length);
        var copy = new Campaign
        {
            Name = name + Mark,
            Goal = old.Goal,
            Persona = old.Persona,
            IcpId = old.IcpId,
            SenderId = await db.Senders.AnyAsync(s => s.Id == old.SenderId, ct)
                ? old.SenderId
                : null,
            Audience = old.Audience,
            AudienceImportId = old.AudienceImportId,
            AudienceContactIds = old.AudienceContactIds,
            LeftOutContactIds = old.LeftOutContactIds,
            WarmPolicy = old.WarmPolicy,
            CreatedAt = now,
        };
        db.Campaigns.Add(copy);
        var steps = await db
            .Steps.AsNoTracking()
            .Where(s => s.CampaignId == id)
            .OrderBy(s => s.Number)
            .Join(db.Drafts, s => s.Id, d => d.StepId, (Step, Draft) => new { Step, Draft })
            .ToListAsync(ct);
        foreach (var (step, draft) in steps.Select(pair => (pair.Step, pair.Draft)))
        {
            ArrangeSteps
                .Add(
                    db,
                    copy.Id,
                    step.Number,
                    new(null, step.Number == 1 ? 0 : step.Delay, step.Unit, step.Goal)
                )
                .Write(draft.Subject, draft.Body);
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.copied",
                copy.Id,
                $"Campaign “{old.Name}” was copied."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetCampaign.Read(copy, db, ct), ct);
    }
}
