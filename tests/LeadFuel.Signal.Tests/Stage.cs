using System.Net;
using System.Text.Json;
using System.Web;
using LeadFuel.Accounts;
using LeadFuel.Jobs;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(LeadFuel.Testing.Suite))]

namespace LeadFuel.Signal.Tests;

/// <summary>What came back from LinkedIn's consent page.</summary>
public sealed record Consented(string State, string? Code, string? Error);

/// <summary>Sets the scene by the ways that people take: the consent page at LinkedIn, posts by the service's own routes.</summary>
public static class Stage
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A name that nobody else has at LinkedIn.</summary>
    public static string NewName(string who = "Maria") => $"{who} {Guid.CreateVersion7():N}";

    /// <summary>Begins at Signal, says yes (or no) at LinkedIn, and holds what it hands back.</summary>
    public static async Task<Consented> Consent(
        Suite suite,
        Member member,
        string name,
        bool pages = false,
        bool allow = true,
        Func<string, bool>? scopes = null,
        Caller? caller = null
    )
    {
        var begun = await (
            await (caller ?? member.Signal).Post("/connections/authorize", new { pages })
        ).Json();
        var url = new Uri(begun.Text("url"));
        var asked = HttpUtility.ParseQueryString(url.Query);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var page = await browser.GetAsync(url, Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var form = new List<KeyValuePair<string, string>>
        {
            new("client_id", asked["client_id"]!),
            new("redirect_uri", asked["redirect_uri"]!),
            new("state", asked["state"]!),
            new("name", name),
            new("decision", allow ? "allow" : "cancel"),
        };
        form.AddRange(
            asked["scope"]!
                .Split(' ')
                .Where(scopes ?? (_ => true))
                .Select(scope => new KeyValuePair<string, string>("scope", scope))
        );
        using var content = new FormUrlEncodedContent(form);
        var back = await browser.PostAsync(new Uri(url.GetLeftPart(UriPartial.Path)), content, Ct);
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.StartsWith(
            $"{suite.Gateway.Http.GetLeftPart(UriPartial.Authority)}/signal/connections/return?",
            back.Headers.Location!.OriginalString,
            StringComparison.Ordinal
        );
        var given = HttpUtility.ParseQueryString(back.Headers.Location.Query);
        return new(given["state"]!, given["code"], given["error"]);
    }

    public static Task<HttpResponseMessage> Finish(
        Member member,
        Consented consent,
        Caller? caller = null
    ) =>
        (caller ?? member.Signal).Post(
            "/connections/callback",
            new
            {
                state = consent.State,
                code = consent.Code,
                error = consent.Error,
            }
        );

    /// <summary>A connected profile; its one connection as the service shows it.</summary>
    public static async Task<JsonElement> Connect(
        Suite suite,
        Member member,
        string name,
        bool pages = false,
        Caller? caller = null
    ) =>
        (
            await (
                await Finish(
                    member,
                    await Consent(suite, member, name, pages, caller: caller),
                    caller
                )
            ).Json()
        ).GetProperty("items")[0];

    public static JsonElement Target(this JsonElement connection, string kind = "profile") =>
        connection
            .GetProperty("targets")
            .EnumerateArray()
            .First(target => target.Text("kind") == kind);

    public static async Task<JsonElement> NewPost(Member member, string text, string? target) =>
        await (await member.Signal.Post("/posts", new { text, targetId = target })).Json();

    public static Task<HttpResponseMessage> Publish(Member member, JsonElement post) =>
        member.Signal.Post(
            $"/posts/{post.Text("id")}/publish",
            new { contentHash = post.Text("contentHash") }
        );

    /// <summary>Told to go out, and as it stands when all that is due has happened.</summary>
    public static async Task<JsonElement> Published(Suite suite, Member member, JsonElement post)
    {
        await (await Publish(member, post)).Json();
        await suite.Drain(member, "signal.submit-post");
        return await member.Signal.Json($"/posts/{post.Text("id")}");
    }

    /// <summary>What stands at LinkedIn with these words in it.</summary>
    public static async Task<List<JsonElement>> AtLinkedIn(Suite suite, string words)
    {
        using var http = new HttpClient { BaseAddress = suite.Sandbox.Address };
        var text = await http.GetStringAsync("/posts", Ct);
        return
        [
            .. JsonDocument
                .Parse(text)
                .RootElement.GetProperty("items")
                .EnumerateArray()
                .Where(post => post.Text("shown").Contains(words, StringComparison.Ordinal)),
        ];
    }

    /// <summary>What reached LinkedIn's door for posts with these words, stored or not.</summary>
    public static async Task<List<SandboxWorld.Recorded>> Calls(Suite suite, string words) =>
        [
            .. (await suite.Sandbox.Records("linkedin")).Where(record =>
                record.Method == "POST"
                && record.Path == "/linkedin/rest/posts"
                && record.Body.Contains(words, StringComparison.Ordinal)
            ),
        ];

    public static async Task<T> Read<T>(Suite suite, Member member, Func<SignalDb, Task<T>> read)
    {
        await using var db = Open(suite, member);
        await using var work = await db.Begin(Ct);
        return await read(db);
    }

    /// <summary>The service's own login, inside this account; also where the service runs as a process of its own.</summary>
    public static SignalDb Open(Suite suite, Member member)
    {
        var account = new CurrentAccount();
        account.Enter(new AccountKey(member.Email), member.Email);
        return Open(suite, account);
    }

    public static SignalDb Open(Suite suite, CurrentAccount account) =>
        new(
            new DbContextOptionsBuilder<SignalDb>()
                .UseNpgsql(suite.Login("signal"))
                .UseSnakeCaseNamingConvention()
                .Options,
            new ServiceScope(account, suite.Time, new JobBell())
        );

    /// <summary>Signal and what it needs, in a time that the test moves.</summary>
    public static Task<Suite> OwnTime(Suite suite) =>
        suite.Own(o =>
            o with
            {
                Services = ["core", "signal", "gateway"],
                Clock = new FakeTimeProvider(
                    DateTimeOffset.FromUnixTimeSeconds(
                        TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                    )
                ),
            }
        );

    public static string Word() => $"zq{Guid.CreateVersion7():N}";

    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString()!;

    public static int Number(this JsonElement json, string name) =>
        json.GetProperty(name).GetInt32();

    public static string Tag(this JsonElement json) => $"\"{json.Number("version")}\"";
}
