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
        ["reach/reply-files"] = "reply_files",
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

    /// <summary>Where an invented row is found and the act refused all the same, and why.</summary>
    private static readonly Dictionary<string, (int Status, string Why)> Refused = new()
    {
        ["GET core /exports/{id:guid}/content"] = (409, "the download is not ready"),
        ["POST core /exports/{id:guid}/retry"] = (409, "the download has not failed"),
        ["POST core /billing/checkout-sessions/{session}/reconcile"] = (
            409,
            "Stripe knows no such checkout"
        ),
        ["POST core /deliveries/{id:guid}/again"] = (409, "its address is gone"),
        ["PUT scope /icps/{id:guid}/answers/{key}"] = (412, "an empty answer has version 0"),
        ["POST scope /icps/{id:guid}/syntheses"] = (409, "the ICP is being written"),
        ["PUT scope /outcomes/{id:guid}/match"] = (400, "the body names no domain"),
        ["PUT reach /campaigns/{id:guid}"] = (409, "it was cancelled before"),
        ["PUT reach /campaigns/{id:guid}/steps"] = (409, "it was cancelled before"),
        ["POST reach /campaigns/{id:guid}/launch"] = (409, "it was cancelled before"),
        ["POST reach /campaigns/{id:guid}/pause"] = (409, "it was cancelled before"),
        ["POST reach /campaigns/{id:guid}/resume"] = (409, "it was cancelled before"),
        ["PUT reach /replies/{id:guid}/match"] = (400, "the body names nobody"),
        ["POST reach /reply-addresses/{id:guid}/probes"] = (409, "a probe is under way"),
        ["GET reach /reply-files/{id:guid}/content"] = (410, "Resend knows no such mail"),
        ["POST reach /messages/{id:guid}/resolution"] = (409, "nothing is uncertain about it"),
        ["POST reach /drafts/{id:guid}/generations"] = (409, "the body names no preview"),
        ["POST reach /drafts/{id:guid}/test-mails"] = (422, "the sender is not verified"),
        ["POST reach /enrolments/{id:guid}/write"] = (409, "its mails are stopped"),
        ["PUT reach /drafts/{id:guid}/approval"] = (409, "the body names another text"),
        ["POST reach /domains/{id:guid}/check"] = (422, "Resend knows no such domain"),
        ["DELETE reach /domains/{id:guid}"] = (409, "a sender uses it"),
        ["POST signal /connections/{id:guid}/check"] = (409, "LinkedIn takes no such token"),
        ["POST signal /posts/{id:guid}/generations"] = (409, "variants are being written"),
        ["POST signal /posts/{id:guid}/resolution"] = (409, "nothing is unknown about it"),
        ["POST signal /posts/{id:guid}/take-back"] = (409, "it is not scheduled"),
        ["POST signal /posts/{id:guid}/publish"] = (409, "the body names another text"),
        ["PUT signal /personas/{id:guid}"] = (400, "the body names no place"),
        ["PUT signal /posts/{id:guid}"] = (422, "the body names no place"),
        ["POST orbit /mailboxes/{id:guid}/folders"] = (409, "Microsoft takes no such token"),
        ["POST orbit /mailboxes/{id:guid}/start"] = (400, "the body names no folder"),
        ["POST orbit /mailboxes/{id:guid}/sync"] = (409, "it is not being read"),
        ["POST orbit /people/{id:guid}/unmerge"] = (409, "they were not joined"),
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
            var path = Path(route, seed, faults);
            var answer = await Ask(ada.Direct(name), route, path);
            if (answer.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                // An act before this one raised the version.
                var version = await Version(route, seed);
                answer = await Ask(ada.Direct(name), route, path, version);
            }

            var status = (int)answer.StatusCode;
            var refused = Refused.TryGetValue($"{route}", out var known) ? known.Status : 0;
            if (status != refused && (refused != 0 || status is < 200 or >= 300))
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
    private static async Task<HttpResponseMessage> Ask(
        Caller caller,
        Route route,
        string path,
        int version = 1
    )
    {
        while (true)
        {
            var answer = await Send(caller, route, path, version);
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

    private static async Task<HttpResponseMessage> Send(
        Caller caller,
        Route route,
        string path,
        int version
    )
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
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        }

        // A stream of events answers with its head; what follows is not waited for.
        return await caller.Send(
            request,
            route.Pattern.EndsWith("/events", StringComparison.Ordinal)
                ? HttpCompletionOption.ResponseHeadersRead
                : HttpCompletionOption.ResponseContentRead
        );
    }

    private static string Table(Route route)
    {
        var room = route.Pattern.Split('/')[1];
        return Tables.GetValueOrDefault($"{route.Service}/{room}", room);
    }

    private async Task<int> Version(Route route, Seed seed)
    {
        var table = Table(route);
        await using var command = suite
            .Sql(route.Service)
            .CreateCommand($"select version from {table} where id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(seed.Id(route.Service, table)!) });
        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static string Path(Route route, Seed seed, List<string> faults)
    {
        var table = Table(route);
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
