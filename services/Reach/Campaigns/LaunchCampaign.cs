using Grpc.Core;
using LeadFuel.Plans.Rpc;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Senders;
using LeadFuel.Reach.Sends;
using LeadFuel.Scope.Rpc;

namespace LeadFuel.Reach.Campaigns;

/// <summary>
/// Freezes the plan and enrols the audience: each person gets a row for each step, decided later one by one.
/// All of it commits together, so a campaign is either not launched or launched for everybody.
/// </summary>
public static class LaunchCampaign
{
    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns
            .MapPost("/{id:guid}/launch", Answer)
            .ByMembersOnly()
            .Produces<GetCampaign.View>(StatusCodes.Status200OK);

    private static async Task<IResult> Answer(
        Guid id,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken ct
    ) =>
        (
            await Handle(
                id,
                tag,
                db,
                services.GetRequiredService<Entitlements.EntitlementsClient>(),
                services.GetRequiredService<Icps.IcpsClient>(),
                clock,
                ct
            )
        ).ToOk();

    internal static async Task<Outcome<GetCampaign.View>> Handle(
        Guid id,
        IfMatch tag,
        ReachDb db,
        Entitlements.EntitlementsClient entitlements,
        Icps.IcpsClient scope,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var allowed = await CheckLaunch.Plan(entitlements, ct);
        var icp = await Icp(id, db, scope, ct);
        await using var work = await db.Begin(ct);
        var found = await GetCampaign.Locked(id, tag, db, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var campaign = found.Value;
        var now = clock.GetUtcNow();
        await Sender.Keep(db, campaign.SenderId, ct);
        var check = await CheckLaunch.Read(campaign, allowed, db, ct);
        if (
            campaign.State == CampaignState.Draft
            && CheckLaunch.NotReady(check.Items) is { } missing
        )
        {
            return missing;
        }

        if (campaign.Launch(now) is { } not)
        {
            return not;
        }

        var people = await Enrol(campaign, icp, now, db, ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "campaign.launched",
                id,
                $"Campaign “{campaign.Name}” was launched for {people} people."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetCampaign.Read(campaign, db, ct), ct);
    }

    /// <summary>The profile as it is published now, asked of Scope; none when it has been taken back since.</summary>
    private static async Task<PublishedIcp?> Icp(
        Guid campaignId,
        ReachDb db,
        Icps.IcpsClient scope,
        CancellationToken ct
    )
    {
        Guid? icpId;
        await using (await db.Begin(ct))
        {
            icpId = await db
                .Campaigns.Where(c => c.Id == campaignId)
                .Select(c => c.IcpId)
                .SingleOrDefaultAsync(ct);
        }

        if (icpId is null)
        {
            return null;
        }

        try
        {
            return await scope.GetPublishedAsync(
                new GetPublishedRequest { IcpId = icpId.ToString() },
                cancellationToken: ct
            );
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<int> Enrol(
        Campaign campaign,
        PublishedIcp? icp,
        DateTimeOffset now,
        ReachDb db,
        CancellationToken ct
    )
    {
        var steps = await db
            .Steps.AsNoTracking()
            .Where(s => s.CampaignId == campaign.Id)
            .OrderBy(s => s.Number)
            .ToListAsync(ct);
        var plan = await FreezePlan.AtLaunch(db, campaign, icp, now, ct);
        var contacts = await Audience
            .Of(db, campaign)
            .AsNoTracking()
            .OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.Email })
            .ToListAsync(ct);
        foreach (var contact in contacts)
        {
            var enrolment = new Enrolment
            {
                CampaignId = campaign.Id,
                ContactId = contact.Id,
                Email = contact.Email,
                CreatedAt = now,
            };
            db.Enrolments.Add(enrolment);
            foreach (var step in steps)
            {
                // Later steps get their time when the one before has gone out.
                DateTimeOffset? due = step == steps[0] ? now : null;
                var message = new Message
                {
                    CampaignId = campaign.Id,
                    EnrolmentId = enrolment.Id,
                    StepId = step.Id,
                    StepNumber = step.Number,
                    DueAt = due,
                    ReplyToken = ReplyToken.New(),
                };
                var decision = new Decision
                {
                    CampaignId = campaign.Id,
                    EnrolmentId = enrolment.Id,
                    StepId = step.Id,
                    StepNumber = step.Number,
                };
                decision.Decide(
                    Verdict.Waiting,
                    Gates.DelayNotElapsed,
                    $"plan:{plan.Id}",
                    due,
                    now
                );
                db.Messages.Add(message);
                db.Decisions.Add(decision);
                if (due is not null)
                {
                    db.Enqueue(new SendMessage.Job(message.Id), due, SendMessage.Key(message));
                }
            }
        }

        return contacts.Count;
    }
}
