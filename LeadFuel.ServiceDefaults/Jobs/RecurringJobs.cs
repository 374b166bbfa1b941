using LeadFuel.Accounts;
using LeadFuel.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Jobs;

/// <summary>A kind of job that carries nothing and says when it runs next.</summary>
internal sealed record RecurringJob(string Kind);

/// <summary>Asks for the first run of what every service does by itself; after that each run asks for the next. A run that was missed is made up for.</summary>
internal sealed partial class RecurringJobs(
    IServiceScopeFactory scopes,
    IEnumerable<RecurringJob> own,
    IEnumerable<JobKind> kinds,
    TimeProvider clock,
    ILogger<RecurringJobs> logger
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
        var hour = ForgetRows.Hour(clock.GetUtcNow());
        db.Enqueue(new ForgetRows.Job(), hour, $"{{}}@{hour:O}");
        var sunday = ArchiveRows.Sunday(clock.GetUtcNow());
        db.Enqueue(new ArchiveRows.Job(), sunday, $"{{}}@{sunday:O}");
        foreach (var kind in own.Select(job => kinds.Single(kind => kind.Kind == job.Kind)))
        {
            if (kind.NextRun(scope.ServiceProvider, "{}", clock.GetUtcNow()) is { } due)
            {
                kind.EnqueueNext(db, "{}", due);
            }
        }

        await work.Commit(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep could not be asked for: {Error}")]
    private partial void LogLater(string error);
}
