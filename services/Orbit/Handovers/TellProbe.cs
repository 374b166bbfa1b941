using LeadFuel.Reach.Rpc;

namespace LeadFuel.Orbit.Handovers;

/// <summary>Tells Reach that its probe has come. It commits with the page that held the probe.</summary>
internal sealed class TellProbe(OrbitDb db, ReplyInbox.ReplyInboxClient reach)
    : JobHandler<TellProbe.Job>
{
    public sealed record Job(Guid ProbeId) : IJob
    {
        public static string Kind => "orbit.tell-probe";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        string? token;
        await using (await db.Begin(ct))
        {
            token = await db
                .Probes.Where(p => p.Id == job.ProbeId)
                .Select(p => p.Token)
                .SingleOrDefaultAsync(ct);
        }

        if (token is null)
        {
            return; // disconnected meanwhile
        }

        await TellReach.OrLater(async () =>
            await reach.ProbeCameAsync(
                new ProbeCameRequest { Token = token },
                cancellationToken: ct
            )
        );
    }
}
