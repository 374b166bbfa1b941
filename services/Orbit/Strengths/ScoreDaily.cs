namespace LeadFuel.Orbit.Strengths;

/// <summary>Once a day, whether mailboxes are read or not: time alone lowers strength. Asks for its next run while there is anybody.</summary>
internal sealed class ScoreDaily(OrbitDb db) : JobHandler<ScoreDaily.Job>
{
    private static readonly TimeSpan AtNight = TimeSpan.FromHours(3);

    private bool anybody = true;

    public sealed record Job : IJob
    {
        public static string Kind => "orbit.score-daily";
    }

    /// <summary>The next run, asked for by whoever reads a mailbox; the same one is asked for once.</summary>
    public static void Ask(OrbitDb db, DateTimeOffset now)
    {
        var night = Night(now);
        db.Enqueue(new Job(), night, $"{{}}@{night:O}");
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        anybody = await db.Persons.AnyAsync(ct);
        ScorePeople.Soon(db, lease.JobId);
        await work.Commit(lease, ct);
    }

    public override DateTimeOffset? NextRun(Job job, DateTimeOffset now) =>
        anybody ? Night(now) : null;

    private static DateTimeOffset Night(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + AtNight;
        return today > now ? today : today.AddDays(1);
    }
}
