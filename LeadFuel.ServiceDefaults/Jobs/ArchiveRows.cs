using LeadFuel.Accounts;

namespace LeadFuel.Jobs;

/// <summary>The archive run of this service, early on Sundays. After a stop that day's run is made up for.</summary>
internal sealed class ArchiveRows(Archive archive) : JobHandler<ArchiveRows.Job>
{
    private static readonly TimeSpan Early = TimeSpan.FromHours(3);

    public sealed record Job : IJob
    {
        public static string Kind => "house.archive";
    }

    public override Task Handle(Job job, Lease lease, CancellationToken ct) => archive.Run("", ct);

    public override DateTimeOffset? NextRun(Job job, DateTimeOffset now) => Sunday(now);

    /// <summary>The next one that is not over, at three in UTC.</summary>
    internal static DateTimeOffset Sunday(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Early;
        var next = today.AddDays((7 - (int)today.DayOfWeek) % 7);
        return next > now ? next : next.AddDays(7);
    }
}
