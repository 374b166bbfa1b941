using LeadFuel.Accounts;
using LeadFuel.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Jobs;

/// <summary>Deletes what has been kept for its time, every hour, in all accounts: as the data map says, and from it.</summary>
internal sealed partial class ForgetRows(NpgsqlDataSource source, TimeProvider clock)
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

    private static DateTimeOffset Hour(DateTimeOffset now) =>
        new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>Asks for the first run; after that each run asks for the next. After a stop the hour's run is made up for.</summary>
    internal sealed partial class Start(
        IServiceScopeFactory scopes,
        TimeProvider clock,
        ILogger<Start> logger
    ) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await Enqueue(stoppingToken);
                    return;
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception exception)
                    when (exception is NpgsqlException or InvalidOperationException)
                {
                    // The database is away: the runner waits for it as well.
                    LogLater(exception.GetType().Name);
                    await Task.Delay(
                        TimeSpan.FromSeconds(1),
                        TimeProvider.System,
                        CancellationToken.None
                    );
                }
            }
        }

        private async Task Enqueue(CancellationToken ct)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope
                .ServiceProvider.GetRequiredService<CurrentAccount>()
                .Enter(SwitchBoard.Suite, "service");
            var db = scope.ServiceProvider.GetRequiredService<ServiceDb>();
            await using var work = await db.Begin(ct);
            var due = Hour(clock.GetUtcNow());
            db.Enqueue(new Job(), due, $"{{}}@{due:O}");
            await work.Commit(ct);
        }

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The sweep could not be asked for: {Error}"
        )]
        private partial void LogLater(string error);
    }
}
