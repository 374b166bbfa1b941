using System.Net;
using LeadFuel.Accounts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>Each service stands for itself: whoever reaches its ports gets nothing without a token made for it.</summary>
public sealed class TokenTests(Suite suite)
{
    private const string Unauthenticated = "16";
    private const string PermissionDenied = "7";

    // They would work over all accounts of the other tests, too.
    private static readonly string[] NotCalled = ["Archive", "Switch", "RetryJobs"];

    public static TheoryData<string> Services =>
        ["core", "scope", "reach", "signal", "orbit", "admin"];

    [Theory, MemberData(nameof(Services))]
    [Claim("T49")]
    public async Task A_route_refuses_every_token_that_was_not_made_for_it(string name)
    {
        var service = suite.Service(name);
        var faults = new List<string>();
        var account = Suite.NewAddress();
        foreach (
            var (what, token) in BadTokens
                .Forged(suite, name, account)
                .Concat(BadTokens.OfNobody(suite, name))
        )
        {
            using var caller = suite.Direct(name, () => token);
            foreach (var route in Route.Of(service))
            {
                var answer = await caller.Send(route.Verb, route.Path, route.Body);
                if (answer.StatusCode != HttpStatusCode.Unauthorized)
                {
                    faults.Add($"{route} with a token {what}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory, MemberData(nameof(Services))]
    [Claim("T49")]
    [Claim("K2")]
    public async Task A_route_answers_the_gateway_alone(string name)
    {
        var claims = new TokenClaims("member") { Account = Suite.NewAddress() };
        var faults = new List<string>();
        foreach (var issuer in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            using var caller = suite.Direct(name, () => suite.Tokens.Mint(name, claims, issuer));
            foreach (var route in Route.Of(suite.Service(name)))
            {
                var answer = await caller.Send(route.Verb, route.Path, route.Body);
                if (answer.StatusCode != HttpStatusCode.Forbidden)
                {
                    faults.Add($"{route} as {issuer}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory, MemberData(nameof(Services))]
    [Claim("T49")]
    public async Task A_public_route_opens_to_the_token_that_names_it_and_to_no_other(string name)
    {
        var routes = Route.Of(suite.Service(name));
        var names = routes.Select(route => route.PublicName).OfType<string>().Distinct().ToList();
        var faults = new List<string>();
        foreach (var open in names.Append("trust"))
        {
            var token = suite.Tokens.Mint(name, new TokenClaims("anonymous") { Route = open });
            using var caller = suite.Direct(name, () => token);
            foreach (var route in routes)
            {
                var answer = await caller.Send(route.Verb, route.Path, route.Body);
                var says = await answer.Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken
                );
                var refused =
                    answer.StatusCode == HttpStatusCode.Unauthorized
                    && says.Contains("/problems/signed-out", StringComparison.Ordinal);
                if (refused == (route.PublicName == open))
                {
                    faults.Add($"{route} for {open}: {(int)answer.StatusCode} {says}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory, MemberData(nameof(Services))]
    [Claim("T49")]
    public async Task A_method_refuses_every_token_that_was_not_made_for_it(string name)
    {
        var service = suite.Service(name);
        var methods = Route.RpcOf(service);
        Assert.NotEmpty(methods);
        var faults = new List<string>();
        foreach (var (what, token) in BadTokens.Forged(suite, name, Suite.NewAddress()))
        {
            foreach (var method in methods)
            {
                var status = await Call(service, method, token);
                if (status != Unauthenticated)
                {
                    faults.Add($"{method} with a token {what}: {status}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory, MemberData(nameof(Services))]
    [Claim("T49")]
    public async Task A_method_answers_those_services_alone_that_are_listed_for_it(string name)
    {
        var service = suite.Service(name);
        var listed = Callers.Read();
        var faults = new List<string>();
        foreach (var method in Route.RpcOf(service))
        {
            if (Callers.Of(listed, method) is not { } allowed)
            {
                faults.Add($"{method} is not in callers.txt");
                continue;
            }

            foreach (
                var caller in SuiteNames.Where(caller => caller != name || allowed.Contains(caller))
            )
            {
                if (allowed.Contains(caller) && NotCalled.Any(method.EndsWith))
                {
                    continue;
                }

                var account = Suite.NewAddress();
                var token = suite.Tokens.Mint(
                    name,
                    new TokenClaims(account) { Account = account },
                    caller
                );
                var refused = await Call(service, method, token) == PermissionDenied;
                if (refused == allowed.Contains(caller))
                {
                    faults.Add($"{method} by {caller}: {(refused ? "refused" : "let in")}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private static readonly string[] SuiteNames =
    [
        "gateway",
        "core",
        "scope",
        "reach",
        "signal",
        "orbit",
        "admin",
    ];

    /// <summary>The status of a call with an empty message; a stream that begins to flow is "0".</summary>
    private static async Task<string> Call(RunningService service, string method, string? token)
    {
        using var http = new HttpClient { BaseAddress = service.Grpc };
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        var ct = TestContext.Current.CancellationToken;
        using var answer = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            ct
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("grpc-status", out var status) ? status.Single() : "0";
    }
}
