using System.Data.Common;
using LeadFuel.Accounts;
using LeadFuel.Scope;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LeadFuel.House.Tests.Jobs;

/// <summary>Few connections shared by many accounts: none is handed on with the account of the one before.</summary>
public sealed class CrossTalkTests(Replicas replicas) : IClassFixture<Replicas>
{
    private const int Accounts = 40;
    private const int Units = 20_000;

    [Fact]
    [Claim("T52")]
    public async Task Forty_accounts_on_four_connections_never_see_each_other()
    {
        await using var runner = await Runner.Start(
            replicas.Databases,
            new FakeTimeProvider(DateTimeOffset.UtcNow),
            new Ledger(),
            pool: 4
        );
        var ct = TestContext.Current.CancellationToken;
        var people = Enumerable.Range(0, Accounts).Select(_ => Suite.NewAddress()).ToArray();
        foreach (var account in people)
        {
            await runner.As(
                account,
                db =>
                {
                    DoWork.Leave(db, "own", TimeProvider.System);
                    return Task.CompletedTask;
                },
                ct
            );
        }

        var foreign = 0;
        var seen = 0;
        await Parallel.ForAsync(
            0,
            Units,
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = ct },
            async (i, _) =>
            {
                var account = people[i % Accounts];
                await using var scope = runner.Provider.CreateAsyncScope();
                scope
                    .ServiceProvider.GetRequiredService<CurrentAccount>()
                    .Enter(new AccountKey(account), "test");
                var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
                try
                {
                    // Some are left open: the scope's end has to clean up.
                    var work = await db.Begin(ct);
                    var owners = await db
                        .Icps.IgnoreQueryFilters([AccountDbContext.AccountFilter])
                        .AsNoTracking()
                        .Select(icp => icp.AccountEmail)
                        .ToListAsync(ct);
                    Interlocked.Add(ref seen, owners.Count);
                    Interlocked.Add(ref foreign, owners.Count(owner => owner != account));
                    switch (i % 7)
                    {
                        case 0:
                            await db.Database.ExecuteSqlAsync($"select 1 / 0", ct);
                            break;
                        case 1:
                            using (var cancelled = new CancellationTokenSource(1))
                            {
                                await db.Database.ExecuteSqlAsync(
                                    $"select pg_sleep(0.02)",
                                    cancelled.Token
                                );
                            }

                            break;
                        case 2:
                            throw new InvalidOperationException();
                        case 3:
                            break;
                        default:
                            await work.Commit(ct);
                            break;
                    }
                }
                catch (Exception expected)
                    when (expected
                            is DbException
                                or OperationCanceledException
                                or InvalidOperationException
                        && !ct.IsCancellationRequested
                    )
                {
                    // What went wrong here must not be felt by whoever gets the connection next.
                }
            }
        );

        Assert.Equal(0, foreign);
        Assert.InRange(seen, Units * 9 / 10, Units);
    }

    [Fact]
    [Claim("T52")]
    [Claim("T53")]
    public async Task Jobs_of_forty_accounts_at_once_find_the_rows_of_their_own_account_alone()
    {
        var ct = TestContext.Current.CancellationToken;
        var people = Enumerable.Range(0, Accounts).Select(_ => Suite.NewAddress()).ToArray();
        var asked = new Dictionary<Guid, string>();
        for (var round = 0; round < 5; round++)
        {
            foreach (var account in people)
            {
                var job = new DoWork.Job(Guid.CreateVersion7());
                asked[job.Id] = account;
                await replicas.All[0].As(account, db => Task.FromResult(db.Enqueue(job)), ct);
            }
        }

        await Wait.Until(
            () =>
            {
                foreach (var runner in replicas.All)
                {
                    runner.Ring();
                }

                return Task.FromResult(
                    replicas.Ledger.Done.Count(done => asked.ContainsKey(done.Job)) >= asked.Count
                );
            },
            () => "not every job was done"
        );

        Assert.All(
            replicas.Ledger.Done.Where(done => asked.ContainsKey(done.Job)),
            done => Assert.Equal(asked[done.Job], done.Account)
        );
        var seen = replicas.Ledger.Seen.Where(one => people.Contains(one.Account)).ToList();
        Assert.Equal(people.Order(), seen.Select(one => one.Account).Distinct().Order());
        Assert.All(seen, one => Assert.Equal(one.Account, one.Owner));
    }
}
