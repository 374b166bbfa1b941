using System.Net.Http.Json;
using System.Text.Json;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>A customer with a receiver of their own, played by the Sandbox.</summary>
internal sealed class Told(Suite suite, Member member, bool direct = false)
{
    public const string Api = "/api/core/integrations";

    public sealed record Received(
        DateTimeOffset At,
        Dictionary<string, string> Headers,
        string Body,
        int Status,
        bool Holds
    )
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    }

    private sealed record Page(Received[] Items);

    public string Name { get; } = $"r{Guid.CreateVersion7():N}";

    public Member Member => member;

    /// <summary>A receiver that a test has reached.</summary>
    public static async Task<Told> Open(Suite suite, Member? member = null)
    {
        var told = new Told(suite, member ?? await suite.SignUp());
        (await told.Connect()).EnsureSuccessStatusCode();
        Assert.True((await told.Test()).GetProperty("arrived").GetBoolean());
        return told;
    }

    /// <summary>Straight to Core, or as people come.</summary>
    private (Caller Web, string Api) Core =>
        direct ? (member.Core, "/integrations") : (member.Web, Api);

    public Task<HttpResponseMessage> Connect() =>
        Core.Web.Put($"{Core.Api}/webhook", new { url = $"{suite.Sandbox.Address}hooks/{Name}" });

    public async Task<JsonElement> Test(string? type = null) =>
        await (await Core.Web.Post($"{Core.Api}/webhook/test", new { type })).Json();

    public async Task<string> Secret() =>
        (await (await member.Web.Post($"{Api}/webhook/secret")).Json())
            .GetProperty("secret")
            .GetString()!;

    public async Task<JsonElement> Switch(
        string type,
        bool send = true,
        bool details = false,
        string channel = "webhook"
    ) =>
        await (
            await Core.Web.Put(
                $"{Core.Api}/{channel}/events",
                new
                {
                    type,
                    send,
                    details,
                }
            )
        ).Json();

    public async Task<Guid> Icp(string name) =>
        (await (await member.Web.Post("/api/scope/icps", new { name })).Json())
            .GetProperty("id")
            .GetGuid();

    /// <summary>Where no Core is there to allow it.</summary>
    public async Task<Guid> PlantIcp(string name)
    {
        var id = Guid.CreateVersion7();
        await Rows.Scalar(
            suite,
            "scope",
            "insert into icps (account_email, id, name, latest_version, created_at, updated_at, version) values ($1, $2, $3, 0, now(), now(), 1)",
            member.Email,
            id,
            name
        );
        return id;
    }

    /// <summary>What Scope leaves behind in the transaction that wrote an ICP; all that follows is real.</summary>
    public async Task Happened(Guid subject, string type = "icp.ready")
    {
        await Rows.Scalar(
            suite,
            "scope",
            """
            insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at)
            values ($1, $2, 'scope.tell-event', jsonb_build_object('name', $3::text, 'subject', $4::text, 'at', now()), 0, 0, now(), false, now())
            """,
            member.Email,
            Guid.CreateVersion7(),
            type,
            subject.ToString()
        );
        await Rows.Scalar(
            suite,
            "scope",
            "insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', now(), false) on conflict (account_email) do update set next_at = least(job_lanes.next_at, excluded.next_at)",
            member.Email
        );
    }

    /// <summary>And waits until nothing is due.</summary>
    public async Task<Guid> Ready(string name)
    {
        var icp = await Icp(name);
        await Happened(icp);
        await suite.Drain(member);
        return icp;
    }

    /// <summary>What the receiver got, oldest first.</summary>
    public async Task<IReadOnlyList<Received>> All(string? secret = null, bool tests = false)
    {
        using var http = new HttpClient { BaseAddress = suite.Sandbox.Address };
        var page = await http.GetFromJsonAsync<Page>(
            $"/hooks/{Name}/received?secret={Uri.EscapeDataString(secret ?? "")}",
            LeadFuel.Outcomes.HouseJson.Options,
            TestContext.Current.CancellationToken
        );
        return
        [
            .. page!.Items.Where(one => tests || !one.Json.TryGetProperty("test", out _)).Reverse(),
        ];
    }

    public Task Break(object fault) => suite.Sandbox.Break(fault);

    /// <summary>The log's lines of real events, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> Log(bool tests = false) =>
        [
            .. (await member.Web.Json("/api/core/deliveries"))
                .GetProperty("items")
                .EnumerateArray()
                .Where(line => tests || !line.GetProperty("test").GetBoolean()),
        ];

    public async Task<JsonElement> Line() => Assert.Single(await Log());

    public static string State(JsonElement line) => line.GetProperty("state").GetString()!;

    /// <summary>Makes the next try due now, and waits until it is over.</summary>
    public async Task Hurry()
    {
        await Rows.Scalar(
            suite,
            "core",
            "update channels set busy_until = null where account_email = $1",
            member.Email
        );
        await Rows.Scalar(
            suite,
            "core",
            "update jobs set run_at = now() where account_email = $1 and kind = 'core.deliver' and state = 0",
            member.Email
        );
        await Rows.Scalar(
            suite,
            "core",
            "update job_lanes set next_at = now() where account_email = $1",
            member.Email
        );
        await suite.Drain(member);
    }
}
