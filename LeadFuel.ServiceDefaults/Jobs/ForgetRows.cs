using Npgsql;

namespace LeadFuel.Jobs;

/// <summary>Deletes what has been kept for its time, every hour, in all accounts: as the data map says, and from it.</summary>
internal sealed class ForgetRows(NpgsqlDataSource source, TimeProvider clock)
    : JobHandler<ForgetRows.Job>
{
    public sealed record Job : IJob
    {
        public static string Kind => "house.forget-rows";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select forget($1)");
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(ct);
    }

    public override DateTimeOffset? NextRun(Job job, DateTimeOffset now) => Hour(now).AddHours(1);

    /// <summary>The full hour that has begun.</summary>
    internal static DateTimeOffset Hour(DateTimeOffset now) =>
        new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
