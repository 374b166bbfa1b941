using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Nothing is claimed after this has committed; what Resend has already been given keeps its course.</summary>
public static class PauseCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapPost(
                "/{id:guid}/pause",
                async (
                    Guid id,
                    IfMatch tag,
                    ReachDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
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
        if (campaign.Pause() is { } not)
        {
            return not;
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "campaign.paused",
                id,
                $"Campaign “{campaign.Name}” was paused."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }
}
