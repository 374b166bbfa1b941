using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Campaigns;

public static class UndeleteCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapPost(
                "/{id:guid}/undelete",
                async (Guid id, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var campaign = await db
            .Campaigns.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .SingleOrDefaultAsync(c => c.Id == id, ct);
        if (campaign is null)
        {
            return Refuse.NotFound("campaign");
        }

        if (campaign.DeletedAt is not null)
        {
            campaign.DeletedAt = null;
            campaign.Edited();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    clock.GetUtcNow(),
                    "campaign.undeleted",
                    id,
                    $"Campaign “{campaign.Name}” was taken back from the bin."
                )
            );
            await work.Flush(ct);
        }

        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }
}
