using CsCheck;
using LeadFuel.Scope;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LeadFuel.House.Tests.Jobs;

/// <summary>Two replicas over databases of their own, on a clock that the tests move.</summary>
public sealed class Replicas : IAsyncLifetime
{
    private readonly Suite databases = new(
        new SuiteOptions { Services = ["scope"], OnlyDatabases = true }
    );

    internal Ledger Ledger { get; } = new();
    internal Runner[] All { get; private set; } = [];
    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public NpgsqlDataSource Sql => databases.Sql("scope");
    public Suite Databases => databases;

    public async ValueTask InitializeAsync()
    {
        await databases.InitializeAsync();
        All =
        [
            await Runner.Start(databases, Clock, Ledger),
            await Runner.Start(databases, Clock, Ledger),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in All)
        {
            await runner.DisposeAsync();
        }

        await databases.DisposeAsync();
    }
}

/// <summary>What is asked for happens once, for its own account, whatever fails in between.</summary>
public sealed class JobTests(Replicas replicas) : IClassFixture<Replicas>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    [Claim("T53")]
    public async Task Each_job_is_done_once_and_as_the_account_that_asked() =>
        await Gen.Select(Gen.Int[1, 5], Gen.Int[0, 3].Array[1, 25])
            .SampleAsync(
                async (accounts, failures) =>
                {
                    var people = Enumerable
                        .Range(0, accounts)
                        .Select(_ => Suite.NewAddress())
                        .ToList();
                    var jobs = failures
                        .Select(
                            (count, i) =>
                                (
                                    Job: new DoWork.Job(Guid.CreateVersion7(), count),
                                    Account: people[i % accounts]
                                )
                        )
                        .ToList();
                    foreach (var (job, account) in jobs)
                    {
                        await replicas
                            .All[0]
                            .As(
                                account,
                                db => Task.FromResult(db.Enqueue(job)),
                                CancellationToken.None
                            );
                    }

                    await Settle(people);
                    foreach (var (job, account) in jobs)
                    {
                        Assert.Equal(
                            1L,
                            await Count(
                                "icps where name = $1 and account_email = $2",
                                job.Id.ToString(),
                                account
                            )
                        );
                        Assert.Equal(job.Failures + 1, replicas.Ledger.Attempts[job.Id]);
                    }

                    Assert.Equal(
                        (long)jobs.Count,
                        await Count("icps where account_email = any ($1)", (object)people.ToArray())
                    );
                },
                iter: 6,
                threads: 1
            );

    [Fact]
    public async Task A_runner_that_lost_its_lease_leaves_nothing()
    {
        var account = Suite.NewAddress();
        var job = new DoWork.Job(Guid.CreateVersion7());
        var hold = (new TaskCompletionSource(), new TaskCompletionSource());
        replicas.Ledger.Holds[job.Id] = hold;
        await replicas.All[0].As(account, db => Task.FromResult(db.Enqueue(job)), Ct);
        await hold.Item1.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);

        // As if it had been silent for a minute.
        await Execute(
            "update jobs set lease_until = now() - interval '1 second' where account_email = $1",
            account
        );
        await Execute(
            "update job_lanes set next_at = '-infinity' where account_email = $1",
            account
        );
        await Wait.Until(
            async () => await Count("icps where account_email = $1", account) == 1,
            () => "the second runner did not take it"
        );
        hold.Item2.SetResult();
        await Settle([account]);

        Assert.Equal(2, replicas.Ledger.Attempts[job.Id]);
        Assert.Equal(1L, await Count("icps where account_email = $1", account));
        Assert.Equal(1L, await Count("jobs where account_email = $1 and state = 2", account));
    }

    [Fact]
    public async Task What_can_be_asked_for_twice_is_done_once()
    {
        var account = Suite.NewAddress();
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    replicas
                        .All[i % 2]
                        .As(
                            account,
                            db =>
                                Task.FromResult(
                                    db.Enqueue(
                                        new DoWork.Job(Guid.CreateVersion7()),
                                        dedupeKey: "the same click"
                                    )
                                ),
                            Ct
                        )
                )
        );
        await Settle([account]);

        Assert.Equal(1L, await Count("jobs where account_email = $1", account));
        Assert.Equal(1L, await Count("icps where account_email = $1", account));
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_asked_for()
    {
        var account = Suite.NewAddress();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            replicas
                .All[0]
                .As(
                    account,
                    db =>
                    {
                        db.Enqueue(new DoWork.Job(Guid.CreateVersion7()));
                        throw new InvalidOperationException();
                    },
                    Ct
                )
        );

        Assert.Equal(0L, await Count("jobs where account_email = $1", account));
    }

    [Fact]
    public async Task A_big_account_does_not_hold_up_small_ones()
    {
        var big = Suite.NewAddress("big");
        var small = Enumerable.Range(0, 8).Select(_ => Suite.NewAddress("small")).ToList();
        await replicas.All[0].As(big, db => Ask(db, 300), Ct);
        foreach (var account in small)
        {
            await replicas.All[0].As(account, db => Ask(db, 2), Ct);
        }

        await Settle([big, .. small]);

        var order = replicas
            .Ledger.Done.Where(done => done.Account == big || small.Contains(done.Account))
            .Select(done => done.Account)
            .ToList();
        Assert.Equal(316, order.Count);
        Assert.InRange(order.FindLastIndex(account => account != big), 0, 200);
    }

    [Theory]
    [InlineData(false, "InvalidOperationException")]
    [InlineData(true, "nobody came")]
    public async Task After_eight_tries_it_is_given_up_and_says_no_content(bool inVain, string says)
    {
        var account = Suite.NewAddress();
        var job = new DoWork.Job(Guid.CreateVersion7(), Failures: 100, InVain: inVain);
        await replicas.All[0].As(account, db => Task.FromResult(db.Enqueue(job)), Ct);

        await Settle([account]);

        Assert.Equal(8, replicas.Ledger.Attempts[job.Id]);
        Assert.Equal(
            1L,
            await Count(
                "jobs where account_email = $1 and state = 3 and last_error = $2",
                account,
                says
            )
        );
        Assert.Equal(
            1L,
            await Count(
                "icps where account_email = $1 and name = $2",
                account,
                $"given up {job.Id}"
            )
        );
    }

    [Fact]
    public async Task What_cannot_succeed_is_given_up_at_once_and_what_waits_loses_no_attempt()
    {
        var account = Suite.NewAddress();
        var hopeless = new DoWork.Job(Guid.CreateVersion7(), Hopeless: true);
        var parked = new DoWork.Job(Guid.CreateVersion7(), Deferrals: 10);
        var cutOff = new DoWork.Job(Guid.CreateVersion7(), Failures: 12, DatabaseAway: true);
        await replicas
            .All[0]
            .As(
                account,
                db =>
                {
                    db.Enqueue(hopeless);
                    db.Enqueue(parked);
                    db.Enqueue(cutOff);
                    return Task.CompletedTask;
                },
                Ct
            );

        await Settle([account]);

        Assert.Equal(1, replicas.Ledger.Attempts[hopeless.Id]);
        Assert.Equal(11, replicas.Ledger.Attempts[parked.Id]);
        Assert.Equal(13, replicas.Ledger.Attempts[cutOff.Id]);
        Assert.Equal(
            1L,
            await Count("jobs where account_email = $1 and state = 2 and attempts = 1", account)
        );
    }

    [Fact]
    public async Task What_recurs_comes_again_even_after_it_failed()
    {
        var account = Suite.NewAddress();
        var job = new DoWorkDaily.Job(Guid.CreateVersion7());
        await replicas.All[0].As(account, db => Task.FromResult(db.Enqueue(job)), Ct);

        await Wait.Until(
            async () => await Count("jobs where account_email = $1 and state = 3", account) == 1,
            () => "the first did not end"
        );
        Assert.Equal(
            1L,
            await Count(
                "jobs where account_email = $1 and state = 0 and run_at > $2",
                account,
                replicas.Clock.GetUtcNow().UtcDateTime
            )
        );
        await Execute("delete from jobs where account_email = $1 and state = 0", account);
    }

    [Fact]
    public async Task An_account_that_waits_for_deletion_rests_but_for_what_deletion_needs()
    {
        var account = Suite.NewAddress();
        var rests = new DoWork.Job(Guid.CreateVersion7());
        var runs = new DoWorkInGrace.Job(Guid.CreateVersion7());
        await Execute(
            "insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', 'infinity', true)",
            account
        );
        await replicas
            .All[0]
            .As(
                account,
                db =>
                {
                    db.Enqueue(rests);
                    db.Enqueue(runs);
                    return Task.CompletedTask;
                },
                Ct
            );
        await Wait.Until(
            () => Task.FromResult(replicas.Ledger.Attempts.ContainsKey(runs.Id)),
            () => "what runs in grace did not run"
        );
        await Wait.Until(
            async () => await Count("jobs where account_email = $1 and state = 2", account) == 1,
            () => "it did not end"
        );
        Assert.False(replicas.Ledger.Attempts.ContainsKey(rests.Id));

        await Execute(
            "update job_lanes set held = false, next_at = '-infinity' where account_email = $1",
            account
        );
        await Settle([account]);
        Assert.Equal(1, replicas.Ledger.Attempts[rests.Id]);
    }

    private static Task Ask(ScopeDb db, int count)
    {
        for (var i = 0; i < count; i++)
        {
            db.Enqueue(new DoWork.Job(Guid.CreateVersion7()));
        }

        return Task.CompletedTask;
    }

    /// <summary>Moves time until everything these accounts asked for has ended.</summary>
    private async Task Settle(IReadOnlyList<string> accounts)
    {
        var open = 0L;
        await Wait.Until(
            async () =>
            {
                foreach (var runner in replicas.All)
                {
                    runner.Ring();
                }

                open = await Count(
                    "jobs where account_email = any ($1) and state in (0, 1)",
                    (object)accounts.ToArray()
                );
                // Only what waits for time: while something is due or runs, time stands still.
                if (
                    open > 0
                    && await Count(
                        "jobs where account_email = any ($1) and (state = 1 or state = 0 and run_at <= $2)",
                        (object)accounts.ToArray(),
                        replicas.Clock.GetUtcNow().UtcDateTime
                    ) == 0
                )
                {
                    replicas.Clock.Advance(TimeSpan.FromMinutes(90));
                }

                return open == 0;
            },
            () => $"{open} jobs are still open"
        );
    }

    private async Task<long> Count(string from, params object[] values)
    {
        await using var command = Command($"select count(*) from {from}", values);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task Execute(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
#pragma warning disable CA2100 // Constants of this class.
        var command = replicas.Sql.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
