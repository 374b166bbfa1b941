using Google.Protobuf.WellKnownTypes;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Orbit.Notices;

/// <summary>Tells Core that something happened, so that a webhook or Slack hears of it if somebody wants that. The happening and this job commit together.</summary>
internal sealed class TellEvent(Events.EventsClient events) : JobHandler<TellEvent.Job>
{
    public sealed record Job(string Name, Guid Subject, DateTimeOffset At) : IJob
    {
        public static string Kind => "orbit.tell-event";

        public static bool UntilDone => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await events.TellAsync(
            new TellEventRequest
            {
                Id = lease.JobId.ToString(),
                Type = job.Name,
                SubjectId = job.Subject.ToString(),
                At = job.At.ToTimestamp(),
            },
            cancellationToken: ct
        );
        Fault.Point("orbit.after-tell");
    }
}
