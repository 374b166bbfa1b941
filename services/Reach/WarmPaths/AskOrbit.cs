using Grpc.Core;
using LeadFuel.Orbit.Rpc;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.WarmPaths;

/// <summary>Asks Orbit who knows people. A member hears what they may see there, a job what every member may see.</summary>
internal sealed partial class AskOrbit(
    ReachDb db,
    Relationships.RelationshipsClient orbit,
    ILogger<AskOrbit> logger
)
{
    private const int AtOnce = 500;

    /// <summary>Before a mail that would be the first to its person; any other one needs no answer.</summary>
    public async Task<FirstTouch> Before(Guid messageId, CancellationToken ct)
    {
        string? email;
        await using (await db.Begin(ct))
        {
            email = await (
                from message in db.Messages
                join enrolment in db.Enrolments on message.EnrolmentId equals enrolment.Id
                join campaign in db.Campaigns on message.CampaignId equals campaign.Id
                where
                    message.Id == messageId
                    && message.StepNumber == 1
                    && message.State == MessageState.Planned
                    && enrolment.WarmWrittenAt == null
                    && campaign.WarmPolicy != WarmPolicy.Ignore
                select enrolment.Email
            ).SingleOrDefaultAsync(ct);
        }

        return email is not null && (await About([email], ct))?.GetValueOrDefault(email) is { } path
            ? new(true, Known(path) ? path.Introducer : "", Talked(path))
            : FirstTouch.NotTold;
    }

    /// <summary>One answer for each address; null when Orbit does not answer.</summary>
    public async Task<Dictionary<string, WarmPath>?> About(
        IReadOnlyCollection<string> emails,
        CancellationToken ct
    )
    {
        var told = new Dictionary<string, WarmPath>();
        try
        {
            foreach (var some in emails.Distinct().Chunk(AtOnce))
            {
                var request = new FindWarmPathsRequest();
                request.Emails.AddRange(some);
                var reply = await orbit.FindWarmPathsAsync(request, cancellationToken: ct);
                foreach (var path in reply.Paths)
                {
                    told[path.Email] = path;
                }
            }
        }
        catch (RpcException away) when (!ct.IsCancellationRequested)
        {
            LogAway(away.StatusCode);
            return null;
        }

        return told;
    }

    /// <summary>Mail that was never answered is no acquaintance.</summary>
    public static bool Known(WarmPath path) => !path.Unknown && path.Band >= Band.Weak;

    private static int? Talked(WarmPath path) =>
        path.HasInConversationDays ? path.InConversationDays : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Orbit does not say who is known: {Status}")]
    private partial void LogAway(StatusCode status);
}
