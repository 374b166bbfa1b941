using System.Net;
using LeadFuel.House.Tests.Walls;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Extensions.Logging;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>
/// Every route of every service, asked with the ids of somebody else. A new route is in it by being mapped.
/// The databases' own wall is open here: what is not shown, the services themselves did not show.
/// </summary>
public sealed class RouteSweepTests(OpenWall open) : IClassFixture<OpenWall>
{
    private readonly Suite suite = open.Suite;

    /// <summary>Which table a room's ids are of, where it is not called like the room.</summary>
    private static readonly Dictionary<string, string> Tables = new()
    {
        ["reach/threads"] = "enrolments",
        ["reach/reply-addresses"] = "reply_addresses",
        ["core/sessions"] = "sessions",
        ["scope/crm-connections"] = "crm_connections",
        ["orbit/people"] = "persons",
        ["orbit/exclusions"] = "exclusion_rules",
    };

    /// <summary>Values of parameters that are no ids.</summary>
    private static readonly Dictionary<string, string> Words = new()
    {
        ["key"] = "offer",
        ["session"] = "cs_test_of_somebody",
    };

    public static TheoryData<string> Services =>
        ["core", "scope", "reach", "signal", "orbit", "admin"];

    [Theory, MemberData(nameof(Services))]
    [Claim("T48")]
    public async Task Ids_of_another_account_are_not_found_and_nothing_of_it_is_shown(string name)
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await suite.Drain(ada);
        await suite.Drain(eve);
        var seed = await Seed.Plant(suite, ada.Email);
        var before = await seed.Print(suite);
        var faults = new List<string>();

        foreach (var route in Asked(name))
        {
            var path = Path(route, seed, faults);
            foreach (var (way, caller, prefix) in Ways(eve, name))
            {
                var answer = await Ask(caller, route, prefix + path);
                // A stream that began to flow has shown too much already, and does not end.
                var says =
                    answer.IsSuccessStatusCode
                    && route.Pattern.EndsWith("/events", StringComparison.Ordinal)
                        ? ""
                        : await answer.Content.ReadAsStringAsync(
                            TestContext.Current.CancellationToken
                        );
                var expected = route.HasId
                    ? answer.StatusCode == HttpStatusCode.NotFound
                    : answer.StatusCode != HttpStatusCode.NotFound;
                if (!expected)
                {
                    faults.Add($"{route} {way}: {(int)answer.StatusCode} {says}");
                }

                if (
                    says.Contains(ada.Email, StringComparison.Ordinal)
                    || (
                        !route.HasId
                        && seed.Ids.Any(id => says.Contains(id, StringComparison.Ordinal))
                    )
                )
                {
                    faults.Add($"{route} {way} shows what is ada's: {says}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await seed.Print(suite));
    }

    [Theory, MemberData(nameof(Services))]
    [Claim("T48")]
    public async Task The_same_ids_are_found_by_the_account_they_belong_to(string name)
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        var seed = await Seed.Plant(suite, ada.Email);
        var faults = new List<string>();

        foreach (var route in Asked(name).Where(route => route.HasId))
        {
            var answer = await Ask(ada.Direct(name), route, Path(route, seed, faults));
            var status = (int)answer.StatusCode;
            // The invented row may refuse it, by its state or for what the body names; it is found all the same.
            if (status is not (>= 200 and < 300 or 400 or 409 or 412 or 422))
            {
                var log = suite
                    .Logs.Lines.LastOrDefault(line => line.Level >= LogLevel.Error)
                    ?.Text;
                var says = await answer.Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken
                );
                faults.Add($"{route}: {status} {says} {log}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // Reading first: what is deleted is not found, not even by its owner.
    private IEnumerable<Route> Asked(string name) =>
        Route
            .Of(suite.Service(name))
            .Where(route => route.PublicName is null)
            .OrderBy(route =>
                route.Method switch
                {
                    "GET" => 0,
                    "DELETE" => 2,
                    _ => 1,
                }
            )
            .ThenByDescending(route => route.Pattern.Length);

    private static IEnumerable<(string Way, Caller Caller, string Prefix)> Ways(
        Member eve,
        string service
    ) =>
        service == "admin"
            ? [("at its port", eve.Direct(service), "")]
            :
            [
                ("at its port", eve.Direct(service), ""),
                ("through the gateway", eve.Web, $"/api/{service}"),
            ];

    // Asked faster than an account may ask, the gateway says how long to wait.
    private static async Task<HttpResponseMessage> Ask(Caller caller, Route route, string path)
    {
        while (true)
        {
            var answer = await Send(caller, route, path);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            await Task.Delay(
                answer.Headers.RetryAfter!.Delta!.Value,
                TestContext.Current.CancellationToken
            );
        }
    }

    private static async Task<HttpResponseMessage> Send(Caller caller, Route route, string path)
    {
        using var request = new HttpRequestMessage(route.Verb, path);
        if (route.Takes is { } type)
        {
            request.Content = System.Net.Http.Json.JsonContent.Create(
                Bodies.Of(type),
                type,
                null,
                LeadFuel.Outcomes.HouseJson.Options
            );
        }

        if (route.Method != "GET")
        {
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        }

        // A stream of events answers with its head; what follows is not waited for.
        return await caller.Send(
            request,
            route.Pattern.EndsWith("/events", StringComparison.Ordinal)
                ? HttpCompletionOption.ResponseHeadersRead
                : HttpCompletionOption.ResponseContentRead
        );
    }

    private static string Path(Route route, Seed seed, List<string> faults)
    {
        var room = route.Pattern.Split('/')[1];
        var table = Tables.GetValueOrDefault($"{route.Service}/{room}", room);
        var parts = route
            .Pattern.Split('/')
            .Select(part =>
            {
                if (!part.StartsWith('{'))
                {
                    return part;
                }

                var parameter = part.Trim('{', '}').Split(':')[0];
                var value =
                    part.Contains(":guid", StringComparison.Ordinal) ? seed.Id(route.Service, table)
                    : part.Contains(":int", StringComparison.Ordinal) ? "1"
                    : Words.GetValueOrDefault(parameter);
                if (value is null)
                {
                    faults.Add($"{route}: say in RouteSweepTests what {part} is.");
                }

                return value ?? "x";
            });
        return string.Join('/', parts);
    }
}
