using System.Collections.Concurrent;
using LeadFuel.Accounts;
using LeadFuel.Jobs;
using LeadFuel.Scope;
using LeadFuel.Scope.Icps;
using LeadFuel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LeadFuel.House.Tests.Jobs;

/// <summary>A replica of a service with the product's own job runner, whose jobs are the tests'.</summary>
internal sealed class Runner : IAsyncDisposable
{
    private readonly WebApplication app;

    private Runner(WebApplication app) => this.app = app;

    public IServiceProvider Provider => app.Services;

    public static async Task<Runner> Start(
        Suite databases,
        FakeTimeProvider clock,
        Ledger ledger,
        int pool = 12
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                EnvironmentName = "Development",
                ContentRootPath = Path.GetTempPath(),
            }
        );
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Service:Name"] = "scope",
                ["ConnectionStrings:scope"] = databases.Login("scope"),
                ["Databases:MaxPoolSize"] = pool.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                ),
                ["urls"] = "http://127.0.0.1:0",
            }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(ledger);
        builder.AddServiceDefaults();
        builder.AddServiceDatabase<ScopeDb>("scope");
        builder.AddJob<DoWork.Job, DoWork>();
        builder.AddJob<DoWorkInGrace.Job, DoWorkInGrace>();
        builder.AddJob<DoWorkDaily.Job, DoWorkDaily>();
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Runner(app);
    }

    /// <summary>A unit of work of one account.</summary>
    public async Task As(string account, Func<ScopeDb, Task> act, CancellationToken ct)
    {
        await using var scope = Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(account), "test");
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        await using var work = await db.Begin(ct);
        await act(db);
        await work.Commit(ct);
    }

    public void Ring() => Provider.GetRequiredService<JobBell>().Ring();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>What the handlers did, in the order they did it, and what they are told to wait for.</summary>
internal sealed class Ledger
{
    public ConcurrentQueue<(Guid Job, string Account)> Done { get; } = new();
    public ConcurrentDictionary<Guid, int> Attempts { get; } = new();

    /// <summary>Whose rows a job found while it ran as its account, past the filter of the code.</summary>
    public ConcurrentQueue<(string Account, string Owner)> Seen { get; } = new();

    /// <summary>The first attempt at this job holds here until it is let go.</summary>
    public ConcurrentDictionary<
        Guid,
        (TaskCompletionSource Reached, TaskCompletionSource Go)
    > Holds { get; } = new();
}

/// <summary>Fails as often as it is told, then leaves one row.</summary>
internal sealed class DoWork(ScopeDb db, Ledger ledger, TimeProvider clock) : JobHandler<DoWork.Job>
{
    public const string Secret = "the customer's own words";

    public sealed record Job(
        Guid Id,
        int Failures = 0,
        bool Hopeless = false,
        int Deferrals = 0,
        bool DatabaseAway = false,
        bool InVain = false
    ) : IJob
    {
        public static string Kind => "scope.do-work";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var attempt = ledger.Attempts.AddOrUpdate(job.Id, 1, (_, before) => before + 1);
        if (attempt == 1 && ledger.Holds.TryGetValue(job.Id, out var hold))
        {
            hold.Reached.SetResult();
            await hold.Go.Task;
        }

        if (job.Hopeless)
        {
            throw new JobFailedException("not possible");
        }

        if (attempt <= job.Deferrals)
        {
            throw new JobDeferredException(TimeSpan.FromMinutes(1));
        }

        if (attempt <= job.Failures + job.Deferrals)
        {
            if (job.InVain)
            {
                throw new WaitedInVainException("nobody came");
            }

            throw new InvalidOperationException(
                Secret,
                job.DatabaseAway ? new NpgsqlException("gone", new IOException()) : null
            );
        }

        await using var work = await db.Begin(ct);
        var icps = db
            .Icps.IgnoreQueryFilters([AccountDbContext.AccountFilter])
            .Select(icp => icp.AccountEmail);
        var jobs = db
            .Jobs.IgnoreQueryFilters([AccountDbContext.AccountFilter])
            .Select(row => row.AccountEmail);
        foreach (var owner in await icps.Union(jobs).ToListAsync(ct))
        {
            ledger.Seen.Enqueue((db.Account.Email, owner));
        }

        Leave(db, job.Id.ToString(), clock);
        await work.Commit(lease, ct);
        ledger.Done.Enqueue((job.Id, db.Account.Email));
    }

    public override Task GiveUp(Job job, string error, CancellationToken ct)
    {
        Leave(db, $"given up {job.Id}", clock);
        return Task.CompletedTask;
    }

    public static void Leave(ScopeDb db, string name, TimeProvider clock) =>
        db.Icps.Add(
            new Icp
            {
                Name = name,
                CreatedAt = clock.GetUtcNow(),
                UpdatedAt = clock.GetUtcNow(),
            }
        );
}

internal sealed class DoWorkInGrace(Ledger ledger) : JobHandler<DoWorkInGrace.Job>
{
    public sealed record Job(Guid Id) : IJob
    {
        public static string Kind => "scope.do-work-in-grace";
        public static bool RunsInGrace => true;
    }

    public override Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        ledger.Attempts.AddOrUpdate(job.Id, 1, (_, before) => before + 1);
        return Task.CompletedTask;
    }
}

/// <summary>Recurs, and never succeeds.</summary>
internal sealed class DoWorkDaily(Ledger ledger) : JobHandler<DoWorkDaily.Job>
{
    public sealed record Job(Guid Id) : IJob
    {
        public static string Kind => "scope.do-work-daily";
    }

    public override Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        ledger.Attempts.AddOrUpdate(job.Id, 1, (_, before) => before + 1);
        throw new JobFailedException("not today");
    }

    public override DateTimeOffset? NextRun(Job job, DateTimeOffset now) => now.AddDays(1);
}
