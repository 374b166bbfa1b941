using System.Diagnostics;
using System.Globalization;
using LeadFuel.Hosting.Processes;
using LeadFuel.Hosting.Running;
using LeadFuel.Hosting.Tests.Dashboard;
using LeadFuel.Hosting.Tests.Lifecycle;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Npgsql;

namespace LeadFuel.Hosting.Tests.Crashes;

/// <summary>
/// The suite as a developer starts it, with PostgreSQL's own durability. Each of its processes may be killed: the
/// AppHost starts it again.
/// </summary>
internal sealed class WholeSuite : IAsyncDisposable
{
    /// <summary>A process that serves one connection of PostgreSQL. When it is killed, the server ends all others and recovers.</summary>
    public const string Backend = "backend of postgres";

    private const string Server = "postgres";
    private const string Password = "crashes";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Where work waits in jobs.</summary>
    public static readonly string[] Services =
    [
        "core",
        "scope",
        "reach",
        "signal",
        "orbit",
        "admin",
    ];

    /// <summary>All but the Sandbox, which is the judge, and the AppHost, with which the Sandbox would go.</summary>
    public static readonly string[] Mortal = [.. Services, "gateway", Server, Backend];

    private readonly AppHostProcess run;
    private readonly DashboardVisitor page;

    private WholeSuite(AppHostProcess run, DashboardVisitor page)
    {
        (this.run, this.page) = (run, page);
        Gateway = new(run.Url("gateway/http"));
        World = new(new Uri(run.Url("sandbox/http")));
    }

    public Uri Gateway { get; }

    public SandboxWorld World { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<WholeSuite> Start()
    {
        var folder = RunFolder.Temporary();
        var run = AppHostProcess.Start(
            [],
            Ct,
            folder,
            environment: new()
            {
                ["LEADFUEL_STATE"] = Path.Combine(folder, ".run"),
                ["Parameters__postgres-password"] = Password,
                // A few people send at once what many would: none of it waits for its turn.
                ["Reach__MailsPerSecond"] = "1000",
                ["Sandbox__Resend__RequestsPerSecond"] = "10000",
            },
            program: "LeadFuel.AppHost.dll"
        );
        try
        {
            var page = await run.Dashboard();
            await run.Ready();
            return new(run, page);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills one by SIGKILL as soon as it runs, and ends when it is back and answers. `which` chooses among the backends.</summary>
    public async Task Kill(string name, int which)
    {
        var dying = name == Backend ? await OneBackend(which) : await Running(name);
        Processes.Signal.Send(dying.Pid, Processes.Signal.Kill);
        await AppHostProcess.Gone([dying]);
        if (name != Backend)
        {
            // The AppHost does so by itself, after longer and longer pauses; a developer who sees it presses the button.
            await page.Act($"/api/resources/{name}/restart");
        }

        // Whoever had a job when the server went has lost it with the connection, and knows.
        foreach (
            var service in Services.Where(service => service == name || name is Server or Backend)
        )
        {
            await EndLeases(service);
        }

        await Answers(name);
    }

    /// <summary>Runs a statement in a service's database, past the wall; waits for a server that is away.</summary>
    public Task<List<string>> Sql(string database, string sql, params object[] values) =>
        Patiently(
            $"{database} answers",
            async () =>
            {
                await using var source = NpgsqlDataSource.Create(
                    new NpgsqlConnectionStringBuilder
                    {
                        Host = "127.0.0.1",
                        Port = new Uri(run.Url("postgres/tcp")).Port,
                        Username = "postgres",
                        Password = Password,
                        Database = database,
                        SearchPath = database,
                        Pooling = false,
                    }.ConnectionString
                );
#pragma warning disable CA2100 // Statements come from these tests.
                await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
                foreach (var value in values)
                {
                    command.Parameters.Add(new() { Value = value });
                }

                var rows = new List<string>();
                await using var reader = await command.ExecuteReaderAsync(Ct);
                while (await reader.ReadAsync(Ct))
                {
                    rows.Add(
                        string.Join(
                            ' ',
                            Enumerable
                                .Range(0, reader.FieldCount)
                                .Select(i =>
                                    Convert.ToString(
                                        reader.GetValue(i),
                                        CultureInfo.InvariantCulture
                                    )
                                )
                        )
                    );
                }

                return rows;
            },
            failed =>
                failed
                    is NpgsqlException { SqlState: null }
                        or PostgresException { SqlState: ['5', '7', ..] }
        );

    /// <summary>What a developer would look at when something does not come back.</summary>
    public async Task<string> Says() =>
        $"""
            {string.Join('\n', run.Lines.TakeLast(60))}
            {await page.Text("/api/resources")}
            """;

    /// <summary>Stops it in order; nothing that it started lives on.</summary>
    public async Task Stop()
    {
        var children = run.Children();
        run.Send(Processes.Signal.Terminate);
        await run.Exit();
        Assert.Equal("Everything has stopped.", run.Lines[^1]);
        Assert.DoesNotContain(children, child => child.IsAlive);
    }

    public async ValueTask DisposeAsync()
    {
        World.Dispose();
        page.Dispose();
        await run.DisposeAsync();
    }

    private async Task<ProcessIdentity> OneBackend(int which)
    {
        ProcessIdentity? found = null;
        await Wait.Until(
            async () =>
            {
                var all = await Sql(
                    "reach",
                    "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid"
                );
                found =
                    all.Count > 0
                        ? ProcessIdentity.Of(
                            int.Parse(all[which % all.Count], CultureInfo.InvariantCulture)
                        )
                        : null;
                return found is not null;
            },
            () => "nobody is connected"
        );
        return found!;
    }

    private async Task<ProcessIdentity> Running(string name)
    {
        ProcessIdentity? found = null;
        await Wait.Until(
            () =>
            {
                found = run.Run().Children.Single(child => child.Name == name).Process;
                return Task.FromResult(found.IsAlive);
            },
            () => $"{name} does not run"
        );
        return found!;
    }

    private async Task Answers(string name)
    {
        if (name is Server or Backend)
        {
            await Sql("reach", "select 1");
            return;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Patiently(
            $"{name} is back",
            () => http.GetStringAsync(new Uri($"{run.Url($"{name}/http")}/health"), Ct),
            failed => failed is HttpRequestException or TaskCanceledException
        );
    }

    // The lease of a dead runner ends by itself after a minute of the database's clock; here it ends at once.
    private async Task EndLeases(string service) =>
        await Sql(
            service,
            "update jobs set lease_until = now() - interval '1 second' where state = 1; update job_lanes set next_at = now()"
        );

    private static async Task<T> Patiently<T>(
        string what,
        Func<Task<T>> act,
        Func<Exception, bool> away
    )
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await act();
            }
            catch (Exception failed) when (away(failed) && !Ct.IsCancellationRequested)
            {
                Assert.True(
                    Stopwatch.GetElapsedTime(began) < Patience,
                    $"Not after {Patience.TotalSeconds:0} s: {what} ({failed.Message})"
                );
            }

            await Task.Delay(100, Ct);
        }
    }
}
