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

    public override Task Handle(Job job, Lease lease, CancellationToken ct) =>
        OrLater(async () =>
            await reach.CameAsync(
                new CameRequest { HandoverId = job.HandoverId.ToString() },
                cancellationToken: ct
            )
        );

    /// <summary>While Reach is away nothing is wrong with what it is told: it hears it later, and no try is counted.</summary>
    internal static async Task OrLater(Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (RpcException away)
            when (away.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw new JobDeferredException(WhileReachIsAway);
        }
    }
}
