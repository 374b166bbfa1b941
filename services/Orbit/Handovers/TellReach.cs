using Grpc.Core;
using LeadFuel.Reach.Rpc;

namespace LeadFuel.Orbit.Handovers;

/// <summary>Tells Reach that a mail waits in the reply inbox. It commits with the mail, so none is forgotten.</summary>
internal sealed class TellReach(ReplyInbox.ReplyInboxClient reach) : JobHandler<TellReach.Job>
{
    private static readonly TimeSpan WhileReachIsAway = TimeSpan.FromSeconds(30);

    public sealed record Job(Guid HandoverId) : IJob
    {
        public static string Kind => "orbit.tell-reach";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        try
        {
            await reach.CameAsync(
                new CameRequest { HandoverId = job.HandoverId.ToString() },
                cancellationToken: ct
            );
        }
        catch (RpcException away)
            when (away.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw new JobDeferredException(WhileReachIsAway);
        }
    }
}
