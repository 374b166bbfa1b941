using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using LeadFuel.Accounts;
using LeadFuel.Core;
using LeadFuel.Core.SignInLinks;
using LeadFuel.Testing.Postgres;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LeadFuel.Testing;

/// <summary>
/// The real services with real databases in this process, and the Sandbox for the world. One for an assembly:
/// `[assembly: AssemblyFixture(typeof(Suite))]`; tests keep apart by their accounts.
/// </summary>
public class Suite : IAsyncLifetime
{
    private readonly SuiteOptions options;
    private readonly List<RunningService> running = [];
    private readonly List<ApartService> apart = [];
    private readonly List<IDisposable> belongings = [];
    private Cluster? cluster;
    private TestDatabases? databases;

    public Suite()
        : this(new SuiteOptions()) { }

    protected internal Suite(SuiteOptions options)
    {
        this.options = options;
        Tokens = new TestTokens(SuiteServices.Names, Time);
    }

    public RunningService Core => Service("core");
    public RunningService Scope => Service("scope");
    public RunningService Reach => Service("reach");
    public RunningService Signal => Service("signal");
    public RunningService Orbit => Service("orbit");
    public RunningService Admin => Service("admin");
    public RunningService Gateway => Service("gateway");

    /// <summary>The world outside: Resend, Anthropic and the others.</summary>
    public SandboxWorld Sandbox { get; private set; } = null!;

    public TestTokens Tokens { get; }

    public LogBook Logs { get; } = new();

    public TimeProvider Time => options.Clock ?? TimeProvider.System;

    /// <summary>The time of a suite made by <see cref="OwnTime"/>.</summary>
    public FakeTimeProvider Clock =>
        options.Clock as FakeTimeProvider
        ?? throw new InvalidOperationException("Time is moved in a suite of OwnTime() only.");

    public IReadOnlyList<RunningService> Services => running;

    public RunningService Service(string name) =>
        running.FirstOrDefault(service => service.Name == name)
        ?? throw new InvalidOperationException($"{name} is not among this suite's services.");

    /// <summary>A service that this suite runs as a process of its own.</summary>
    public ApartService Apart(string name) => apart.Single(service => service.Name == name);

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        cluster = await Cluster.Join(ct);
        databases = await TestDatabases.Make(
            cluster.Login,
            [
                .. options.Services,
                .. options.Apart,
                .. (string[])(
                    options.Services.Concat(options.Apart).Contains("core") ? ["shared"] : []
                ),
            ],
            ct
        );
        if (options.OnlyDatabases)
        {
            return;
        }

        var start = new SuiteServices(options, databases, Tokens, Logs);
        apart.AddRange(options.Apart.Select(name => Own(start.Apart(name))));
        running.Add(start.Start("sandbox"));
        Sandbox = Own(new SandboxWorld(running[0].Http));
        var started = await Task.WhenAll(
            options
                .Services.Where(name => name != "gateway")
                .Select(name => Task.Run(() => start.Start(name), ct))
        );
        running.AddRange(started);
        if (options.Services.Contains("gateway"))
        {
            running.Add(start.Start("gateway"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var belonging in belongings)
        {
            belonging.Dispose();
        }

        // Who asks goes before who answers.
        if (running.FirstOrDefault(service => service.Name == "gateway") is { } gateway)
        {
            await gateway.DisposeAsync();
            running.Remove(gateway);
        }

        await Task.WhenAll(running.Select(service => service.DisposeAsync().AsTask()));
        if (databases is not null)
        {
            await databases.DisposeAsync();
        }

        Tokens.Dispose();
        cluster?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new account as Core founds it, signed in, without mail and gateway: a few milliseconds.</summary>
    public async Task<Member> SignUp(string? email = null)
    {
        var ct = TestContext.Current.CancellationToken;
        email ??= NewAddress();
        if (!options.Services.Contains("core"))
        {
            return Own(new Member(this, email, null, null, Browser()));
        }

        await using var scope = Core.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(email), email);
        var db = scope.ServiceProvider.GetRequiredService<CoreDb>();
        var hash = RandomNumberGenerator.GetBytes(32);
        var now = Time.GetUtcNow();
        await using (var work = await db.Begin(ct))
        {
            db.SignInLinks.Add(
                new SignInLink
                {
                    TokenHash = hash,
                    CreatedAt = now,
                    ExpiresAt = now + SignInLink.Life,
                }
            );
            await work.Commit(ct);
        }

        var opened = await scope
            .ServiceProvider.GetRequiredService<SignIn>()
            .Open(hash, null, null, ct);
        return await SignedIn(email, opened.Value.Token, Browser());
    }

    /// <summary>A new account by the way people take: form, mail, link, cookie.</summary>
    public async Task<Member> SignUpByMail(string? email = null)
    {
        email ??= NewAddress();
        var browser = Browser();
        var before = (await Sandbox.Mails(email)).Count;
        (await browser.Post("/api/core/sign-in-links", new { email })).EnsureSuccessStatusCode();
        var mail = await Sandbox.Mail(email, before + 1);
        await (
            await browser.Post("/api/core/sign-in-links/consume", new { token = LinkIn(mail) })
        ).Json();
        var cookie = browser.Cookies.GetCookies(Gateway.Http)[$"lf-{Gateway.Http.Port}"]!;
        return await SignedIn(email, cookie.Value, browser);
    }

    /// <summary>The secret of the sign-in link in a mail.</summary>
    public static string LinkIn(SandboxWorld.Delivery mail)
    {
        var text = mail.Text ?? "";
        var at = text.IndexOf("#t=", StringComparison.Ordinal);
        Assert.True(at >= 0, $"No link in: {text}");
        return new string([.. text[(at + 3)..].TakeWhile(c => !char.IsWhiteSpace(c))]);
    }

    /// <summary>An address that no other test has.</summary>
    public static string NewAddress(string who = "member") =>
        $"{who}-{Guid.CreateVersion7():N}@example.test";

    /// <summary>Somebody's browser at the gateway, not signed in.</summary>
    public Caller Browser() =>
        Own(
            Caller.Browser(
                running.Any(service => service.Name == "gateway")
                    ? Gateway.Http
                    : new Uri("http://127.0.0.1:1")
            )
        );

    /// <summary>Straight to a service, with the token that `token` gives, if any.</summary>
    public Caller Direct(string service, Func<string?> token) =>
        Own(
            Caller.Direct(
                apart.FirstOrDefault(one => one.Name == service)?.Http ?? Service(service).Http,
                token
            )
        );

    /// <summary>For a generated gRPC client: calls `service` as `caller` would, with these claims.</summary>
    public CallInvoker Rpc(string service, string caller, TokenClaims claims) =>
        Rpc(service, () => Tokens.Mint(service, claims, caller));

    public CallInvoker Rpc(string service, Func<string?> token)
    {
        var credentials = CallCredentials.FromInterceptor(
            (_, metadata) =>
            {
                if (token() is { } bearer)
                {
                    metadata.Add("Authorization", $"Bearer {bearer}");
                }

                return Task.CompletedTask;
            }
        );
        var channel = GrpcChannel.ForAddress(
            Service(service).Grpc,
            new GrpcChannelOptions
            {
                Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
                UnsafeUseInsecureChannelCallCredentials = true,
            }
        );
        return Own(channel).CreateCallInvoker();
    }

    /// <summary>A database past the wall, to look at what is kept or to set the scene.</summary>
    public NpgsqlDataSource Sql(string database) => databases!.Source(database);

    /// <summary>The connection string of a service's own login.</summary>
    public string Login(string database, string role = "app") =>
        databases!.Connection(database, role);

    internal TestDatabases Databases => databases!;

    /// <summary>Waits until no job is due or running: of one account or all, of these kinds or all. What an account that leaves holds back is not waited for.</summary>
    public Task Drain(Member? of = null, params string[] kinds) =>
        new SuiteJobs(this, options).Drain(of, kinds);

    /// <summary>A suite of its own whose time stands still until the test moves it.</summary>
    public Task<Suite> OwnTime(DateTimeOffset? start = null) =>
        Own(
            options with
            {
                Clock = new FakeTimeProvider(
                    start
                        ?? DateTimeOffset.FromUnixTimeSeconds(
                            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                        )
                ),
            }
        );

    /// <summary>Moves the time of this suite and wakes its job runners.</summary>
    public void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        running.ForEach(service => service.Ring());
    }

    /// <summary>A suite of its own (services, databases, Sandbox) with other options; dispose it.</summary>
    public async Task<Suite> Own(Func<SuiteOptions, SuiteOptions> change) =>
        await Own(change(options));

    /// <summary>The databases of these services, without the services: to migrate, to count all rows, to alter tables.</summary>
    public Task<Suite> OwnDatabases(params string[] owners) =>
        Own(options with { Services = owners, OnlyDatabases = true });

    private static async Task<Suite> Own(SuiteOptions options)
    {
        var suite = new Suite(options);
        await suite.InitializeAsync();
        return suite;
    }

    private async Task<Member> SignedIn(string email, string session, Caller browser)
    {
        var name = $"lf-{(options.Services.Contains("gateway") ? Gateway.Http.Port : 1)}";
        browser.Cookies.Add(new System.Net.Cookie(name, session, "/", "127.0.0.1"));
        await using var command = Sql("core")
            .CreateCommand("select id from sessions where token_hash = $1");
        command.Parameters.Add(new() { Value = LinkToken.Hash(session) });
        var id = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await new SuiteJobs(this, options).LeaveOutAbsent(email);
        return Own(new Member(this, email, session, (Guid?)id, browser));
    }

    private T Own<T>(T belonging)
        where T : IDisposable
    {
        lock (belongings)
        {
            belongings.Add(belonging);
        }

        return belonging;
    }
}
