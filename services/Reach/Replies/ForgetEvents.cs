namespace LeadFuel.Reach.Replies;

/// <summary>Events are kept for thirty days: long enough for any repeat, and for the count of soft bounces.</summary>
internal sealed class ForgetEvents(ReachDb db, TimeProvider clock) : JobHandler<ForgetEvents.Job>
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    public sealed record Job : IJob
    {
        public static string Kind => "reach.forget-events";
    }

    /// <summary>One for each day on which events came, a day after the last of them is old enough.</summary>
    public static void Enqueue(ReachDb db, DateTimeOffset now)
    {
        var day = now.UtcDateTime.Date;
        db.Enqueue(
            new Job(),
            new DateTimeOffset(day, TimeSpan.Zero) + KeptFor + TimeSpan.FromDays(1),
            $"{day:yyyy-MM-dd}"
        );
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var old = clock.GetUtcNow() - KeptFor;
        await using var work = await db.Begin(ct);
        await db.ResendEvents.Where(e => e.ReceivedAt <= old).ExecuteDeleteAsync(ct);
        await work.Commit(lease, ct);
    }
}
