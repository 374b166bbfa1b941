using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Core.Trust;
using LeadFuel.Databases;
using LeadFuel.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Core.Tests.Trust;

public sealed partial class TrustPageTests(CoreSuite suite)
{
    [Fact]
    [Claim("T72")]
    public async Task Every_table_and_third_party_that_there_is_stands_on_the_page()
    {
        var page = WebUtility.HtmlDecode(await Page(suite));

        foreach (var (database, table) in await Rows.Tables(suite))
        {
            if (table != "__ef_migrations_history")
            {
                Assert.Contains($"<td>{database}.{table}</td>", page);
            }
        }

        Assert.All(Promises.All, promise => Assert.Contains(promise.Sentence, page));
        Assert.DoesNotContain("does not answer right now", page);
    }

    [Fact]
    [Claim("T37")]
    public async Task The_page_says_of_every_third_party_what_it_gets_and_what_it_keeps()
    {
        var page = WebUtility.HtmlDecode(await Page(suite));

        foreach (
            var provider in suite
                .Services.Where(service => service.Name is not ("sandbox" or "gateway"))
                .SelectMany(service => service.Provider.GetServices<Provider>())
        )
        {
            Assert.Contains(provider.Keeps, page);
            Assert.All(
                provider.Purposes,
                purpose =>
                    Assert.Contains(
                        $"{purpose.Says}: {string.Join(", ", purpose.Categories)}",
                        page
                    )
            );
        }
    }

    [Fact]
    [Claim("T71")]
    public async Task The_page_states_what_is_not_there()
    {
        var page = WebUtility.HtmlDecode(await Page(suite));

        Assert.NotEmpty(Promises.Limits);
        Assert.All(Promises.Limits, limit => Assert.Contains($"<li>{limit}</li>", page));
        Assert.Contains("no SOC 2 report", page);
        Assert.Contains("no HIPAA agreement is signed", page);
        Assert.Contains("Health data does not belong here", page);
    }

    [Fact]
    [Claim("T73")]
    [Claim("T76")]
    public async Task The_page_carries_a_contact_and_the_day_the_data_map_last_changed()
    {
        var changed = Catalog
            .Databases.SelectMany(database => database.Context().Database.GetMigrations())
            .Max()!;
        var day = DateTime.ParseExact(changed[..8], "yyyyMMdd", CultureInfo.InvariantCulture);

        var page = await Page(suite);

        Assert.Contains($"<dt>Last change</dt><dd>{day:yyyy-MM-dd}</dd>", page);
        Assert.Contains(
            """<dt>Contact</dt><dd><a href="mailto:hello@leadfuel.cloud">hello@leadfuel.cloud</a></dd>""",
            page
        );
    }

    [Fact]
    public async Task A_promise_is_proved_declared_or_not_proved_and_nothing_else()
    {
        var commit = typeof(Promise)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')
            is [_, var built]
            ? built
            : "unknown";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(
                new[]
                {
                    Proof("T48", "passed", commit),
                    Proof("T48", "passed", commit),
                    Proof("T49", "passed", commit),
                    Proof("T49", "failed", commit),
                    Proof("T49", "passed", commit),
                    Proof("T50", "failed", commit),
                    Proof("T51", "passed", "0123456789"),
                }
            ),
            TestContext.Current.CancellationToken
        );
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "gateway"],
                Settings = [("core", "Trust:Proofs", file)],
            }
        );

        var page = await Page(own);
        File.Delete(file);

        var states = State().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(Promises.All.Count, states.Count);
        Assert.Empty(states.Except(["proved", "declared", "unproved"]));
        Assert.Contains("Proved by 2 tests, 2026-01-02T03:04:05", Row(page, "T48"));
        Assert.Contains("Some_test", Row(page, "T48"));
        Assert.Contains("Not proved in this build", Row(page, "T49"));
        Assert.Contains("Not proved in this build", Row(page, "T50"));
        Assert.Contains("Not proved in this build", Row(page, "T51"));
        Assert.Contains($"1 of {Promises.All.Count} are proved.", page);
        // The others are away in this suite: the page says so instead of looking complete.
        Assert.Contains("core.sessions", page);
        Assert.All(
            (string[])["Scope", "Reach", "Signal", "Orbit", "Admin"],
            service =>
                Assert.Contains(
                    $"{service} does not answer right now, so its tables and third parties are not listed here.",
                    page
                )
        );
    }

    [Theory]
    [InlineData("US-East <1>", "encrypted by each volume")]
    [InlineData("Frankfurt", null)]
    [InlineData(null, "not encrypted")]
    public async Task What_a_deployment_says_is_shown_as_its_word_and_its_silence_as_silence(
        string? region,
        string? disks
    )
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "gateway"],
                Settings =
                [
                    ("core", "Trust:T75", region ?? ""),
                    ("core", "Trust:T11", disks ?? ""),
                ],
            }
        );

        var page = await Page(own);

        Assert.Contains(Declared(region), Row(page, "T75"));
        Assert.Contains(Declared(disks), Row(page, "T11"));
    }

    private static string Declared(string? word) =>
        $"Declared: {WebUtility.HtmlEncode(word) ?? "this deployment declares nothing"}";

    [Fact]
    public async Task Needs_no_script_and_no_sign_in_and_shows_nothing_of_any_account()
    {
        var ada = await suite.SignUp();

        var page = await Page(suite);

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain(ada.Email, page);
        var map = await suite.Browser().Get("/data-map");
        Assert.Contains(
            (
                await map.Content.ReadFromJsonAsync<JsonElement>(
                    TestContext.Current.CancellationToken
                )
            )
                .EnumerateArray()
                .Select(service => service.GetProperty("service").GetString()),
            name => name == "reach"
        );
    }

    private static object Proof(string claim, string result, string commit) =>
        new
        {
            claim,
            test = "Some_test",
            result,
            at = "2026-01-02T03:04:05.678Z",
            commit,
        };

    private static async Task<string> Page(Suite on)
    {
        var answer = await on.Browser().Get("/trust");
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static string Row(string page, string claim)
    {
        var start = page.IndexOf($"""<td class="no">{claim}</td>""", StringComparison.Ordinal);
        return page[start..page.IndexOf("</tr>", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex("""<td class="no">T\d\d</td><td>.*?</td><td class="(\w+)">""")]
    private static partial Regex State();
}
