using Google.Protobuf.WellKnownTypes;
using LeadFuel.Core.Rpc;
using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Notices;

/// <summary>Tells Core that something happened, so that a webhook or Slack hears of it if somebody wants that. The happening and this job commit together.</summary>
internal sealed class TellEvent(Events.EventsClient events) : JobHandler<TellEvent.Job>
{
    public sealed record Job(string Name, Guid Subject, DateTimeOffset At) : IJob
    {
        public static string Kind => "signal.tell-event";

        public static bool UntilDone => true;
    }

    /// <summary>Once for each post, however it became known.</summary>
    public static void Published(SignalDb db, Post post) =>
        db.Enqueue(
            new Job(PostPublished.Name, post.Id, post.PublishedAt!.Value),
            dedupeKey: post.Id.ToString()
        );

    public static void Failed(SignalDb db, Post post, DateTimeOffset now) =>
        db.Enqueue(new Job(PostFailed.Name, post.Id, now));

    /// <summary>When a person is needed: for a profile at once, for a page when looking has not told.</summary>
    public static void Unknown(SignalDb db, Post post, DateTimeOffset now) =>
        db.Enqueue(new Job(PostUnknown.Name, post.Id, now));

    /// <summary>Once each time a connection ends, however that shows.</summary>
    public static void Expired(
        SignalDb db,
        Connection? connection,
        string error,
        DateTimeOffset now
    )
    {
        if (connection is { State: ConnectionState.Active })
        {
            db.Enqueue(new Job(ConnectionExpired.Name, connection.Id, now));
        }

        connection?.NeedsReauth(error);
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
        Fault.Point("signal.after-tell");
    }
}
