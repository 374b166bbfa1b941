using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using LeadFuel.Accounts;
using LeadFuel.Outcomes;
using LeadFuel.Providers;
using LeadFuel.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;

namespace LeadFuel.Jobs;

/// <summary>Claims due jobs of all accounts in turn and runs each as its own account.</summary>
internal sealed partial class JobRunner<TDb>(
    NpgsqlDataSource source,
    IServiceScopeFactory scopes,
    IEnumerable<JobKind> kinds,
    JobBell bell,
    TimeProvider clock,
    ILogger<JobRunner<TDb>> logger
) : BackgroundService
    where TDb : ServiceDb
{
    private const int Batch = 16;
    private const int PerAccount = 4;
    private const int AtOnce = 32;
    private const int MaxAttempts = 8;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SwitchedOff = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, JobKind> byKind = kinds.ToDictionary(k => k.Kind);
    private readonly ConcurrentDictionary<Guid, Task> running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var claimed = 0;
            try
            {
                var room = Math.Min(Batch, AtOnce - running.Count);
                claimed = room > 0 ? await Claim(room, stoppingToken) : 0;
                if (claimed == room && room > 0)
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                // The database is away: the next look finds the same rows.
                LogClaimFailed(
                    (exception as NpgsqlException)?.SqlState ?? exception.GetType().Name
                );
            }

            try
            {
                // 1 s ± 30 %, so that replicas do not look in step.
                await bell.Heard(
                    TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(700, 1300)),
                    stoppingToken
                );
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(running.Values);
    }

    private async Task<int> Claim(int take, CancellationToken ct)
    {
        var token = Guid.CreateVersion7();
        await using var command = source.CreateCommand(
            "select account_email, id, attempts from claim_jobs($1, $2, $3, $4, $5)"
        );
        command.Parameters.Add(new() { Value = token });
        command.Parameters.Add(new() { Value = take });
        command.Parameters.Add(new() { Value = PerAccount });
        command.Parameters.Add(new() { Value = LeaseTime });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        var claims = new List<(string Account, Guid Id, int Attempts)>();
        // A look each second would bury the traces of requests.
        using (SuppressInstrumentationScope.Begin())
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                claims.Add((reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2)));
            }
        }

        foreach (var (account, id, attempts) in claims)
        {
            var done = new TaskCompletionSource();
            running[id] = done.Task;
            _ = Task.Run(
                async () =>
                {
                    try
                    {
                        await Run(new AccountKey(account), id, token, attempts, ct);
                    }
                    finally
                    {
                        running.TryRemove(id, out _);
                        done.SetResult();
                        bell.Ring();
                    }
                },
                CancellationToken.None
            );
        }

        return claims.Count;
    }

    private async Task Run(
        AccountKey account,
        Guid id,
        Guid token,
        int attempts,
        CancellationToken stopping
    )
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var span = Spans.Source.StartActivity(
            "job",
            ActivityKind.Consumer,
            parentContext: default,
            links: bell.Cause(id) is { } cause ? [new ActivityLink(cause)] : []
        );
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var (db, row) = await Read(services, account, id, stopping);
            if (row is null)
            {
                return;
            }

            span?.DisplayName = $"job {row.Kind}";
            if (!byKind.TryGetValue(row.Kind, out var kind))
            {
                await End(
                    account,
                    id,
                    token,
                    null,
                    row.Payload,
                    $"no handler for {row.Kind}",
                    CancellationToken.None
                );
                return;
            }

            var lease = new Lease(
                id,
                token,
                attempts,
                clock,
                next =>
                {
                    if (kind.NextRun(services, row.Payload, clock.GetUtcNow()) is { } due)
                    {
                        kind.EnqueueNext(next, row.Payload, due);
                    }

                    return Task.CompletedTask;
                }
            );
            var beat = Beat(account, id, token, work);
            try
            {
                await kind.Run(services, row.Payload, lease, work.Token);
                if (!lease.Completed)
                {
                    await using var ended = await db.Begin(work.Token);
                    await ended.Commit(lease, work.Token);
                }
            }
            catch (Exception exception) when (!lease.Completed)
            {
                span?.SetStatus(ActivityStatusCode.Error);
                await Failed(account, id, token, attempts, kind, row.Payload, exception, stopping);
            }
            finally
            {
                await work.CancelAsync();
                await beat;
            }
        }
        catch (Exception exception)
        {
            // The lease runs out and another attempt finds the row as it was.
            LogAttemptLost(id, exception.GetType().Name);
        }
    }

    private static async Task<(TDb Db, JobRow? Row)> Read(
        IServiceProvider services,
        AccountKey account,
        Guid id,
        CancellationToken ct
    )
    {
        var current = services.GetRequiredService<CurrentAccount>();
        current.Enter(account, "job");
        var db = services.GetRequiredService<TDb>();
        await using var reading = await db.Begin(ct);
        var row = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, ct);
        if (row is not null)
        {
            current.Enter(account, $"job:{row.Kind}");
        }

        return (db, row);
    }

    private async Task Failed(
        AccountKey account,
        Guid id,
        Guid token,
        int attempts,
        JobKind kind,
        string payload,
        Exception exception,
        CancellationToken stopping
    )
    {
        switch (exception)
        {
            case LeaseLostException:
                return;
            case OperationCanceledException when stopping.IsCancellationRequested:
                await Reschedule(account, id, token, TimeSpan.Zero, countAttempt: false, null);
                return;
            case ProviderSwitchedOffException:
                // An operator said so: the work waits, it has not failed.
                await Reschedule(account, id, token, SwitchedOff, countAttempt: false, null);
                return;
            case JobDeferredException deferred:
                await Reschedule(account, id, token, deferred.Wait, countAttempt: false, null);
                return;
        }

        var error = exception switch
        {
            ProviderRefusedException refused =>
                $"{refused.Provider} {(int)refused.Status} {refused.Code}".TrimEnd(),
            JobFailedException or WaitedInVainException => exception.Message,
            PostgresException sql => $"sql {sql.SqlState}",
            { InnerException: PostgresException sql } => $"sql {sql.SqlState}",
            { InnerException.InnerException: PostgresException sql } => $"sql {sql.SqlState}",
            _ => exception.GetType().Name,
        };
        var permanent =
            exception is JobFailedException or ProviderRefusedException { Permanent: true };
        LogAttemptFailed(id, kind.Kind, attempts, error);
        if (permanent || (attempts >= MaxAttempts && !kind.GoesOn(exception)))
        {
            await End(account, id, token, kind, payload, error, CancellationToken.None);
            return;
        }

        var wait = TimeSpan.FromSeconds(
            Math.Min(kind.UntilDone ? 600 : 3600, 5 * Math.Pow(2, attempts - 1))
                * RandomNumberGenerator.GetInt32(50, 150)
                / 100
        );
        if (exception is ProviderRefusedException { RetryAfter: { } asked } && asked > wait)
        {
            wait = asked;
        }

        await Reschedule(account, id, token, wait, countAttempt: true, error);
    }

    private async Task Reschedule(
        AccountKey account,
        Guid id,
        Guid token,
        TimeSpan wait,
        bool countAttempt,
        string? error
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(account, "job");
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        await using var work = await db.Begin(CancellationToken.None);
        var due = clock.GetUtcNow() + wait;
        var back = countAttempt ? 0 : 1;
        await db.Database.ExecuteSqlAsync(
            $"update jobs set state = 0, run_at = {due}, attempts = attempts - {back}, lease_until = null, last_error = coalesce({error}, last_error) where account_email = {account.Email} and id = {id} and lease_token = {token} and state = 1"
        );
        await db.Database.ExecuteSqlAsync(
            $"insert into job_lanes (account_email, served_at, next_at, held) values ({account.Email}, '-infinity', {due}, false) on conflict (account_email) do update set next_at = least(job_lanes.next_at, excluded.next_at)"
        );
        await work.Commit(CancellationToken.None);
    }

    private async Task End(
        AccountKey account,
        Guid id,
        Guid token,
        JobKind? kind,
        string payload,
        string error,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(account, "job");
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        await using var work = await db.Begin(ct);
        var rows = await db.Database.ExecuteSqlAsync(
            $"update jobs set state = 3, done_at = {clock.GetUtcNow()}, lease_until = null, last_error = {error} where account_email = {account.Email} and id = {id} and lease_token = {token} and state = 1",
            ct
        );
        if (rows == 1 && kind is not null)
        {
            await kind.GiveUp(scope.ServiceProvider, payload, error, ct);
            if (kind.NextRun(scope.ServiceProvider, payload, clock.GetUtcNow()) is { } due)
            {
                kind.EnqueueNext(db, payload, due);
            }
        }

        await work.Commit(ct);
    }

    private async Task Beat(AccountKey account, Guid id, Guid token, CancellationTokenSource work)
    {
        try
        {
            // Leases follow the database's clock, so the beat follows the machine's.
            while (true)
            {
                await Task.Delay(Heartbeat, TimeProvider.System, work.Token);
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(account, "job");
                var db = scope.ServiceProvider.GetRequiredService<TDb>();
                await using var unit = await db.Begin(work.Token);
                var held = await db.Database.ExecuteSqlAsync(
                    $"update jobs set lease_until = now() + {LeaseTime} where account_email = {account.Email} and id = {id} and lease_token = {token} and state = 1",
                    work.Token
                );
                await unit.Commit(work.Token);
                if (held == 0)
                {
                    await work.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
        catch (Exception exception)
            when (exception
                    is NpgsqlException
                        or TimeoutException
                        or InvalidOperationException { InnerException: NpgsqlException }
            )
        {
            // Without a beat the lease runs out; stopping now keeps a second runner from doubling the work.
            LogAttemptLost(id, exception.GetType().Name);
            await work.CancelAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Jobs could not be claimed: {Error}")]
    private partial void LogClaimFailed(string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {Id} ({Kind}) failed at attempt {Attempt}: {Error}"
    )]
    private partial void LogAttemptFailed(Guid id, string kind, int attempt, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Id} lost its attempt: {Error}")]
    private partial void LogAttemptLost(Guid id, string error);
}
