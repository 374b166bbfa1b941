using System.Text.RegularExpressions;

namespace LeadFuel.Gateway.Tests.Headers;

/// <summary>What every answer carries, whoever wrote it: the gateway, a service, a refusal, a file.</summary>
public sealed partial class SecurityHeaderTests(GatewaySuite suite)
{
    public static TheoryData<string, string, string, int> Answers =>
        new()
        {
            { "page", "GET", "/", 200 },
            { "page of nothing", "GET", "/nowhere/at/all", 200 },
            { "page of a service", "GET", "/trust", 200 },
            { "page that starts a viewing", "GET", "/impersonation/enter", 200 },
            { "file", "GET", "/robots.txt", 200 },
            { "style", "GET", "/trust.css", 200 },
            { "missing file", "GET", "/assets/none.js", 404 },
            { "api", "GET", "/api/core/bootstrap", 200 },
            { "missing api", "GET", "/api/core/none", 404 },
            { "no service's api", "GET", "/api/none", 404 },
            { "refused write", "POST", "/api/core/none", 403 },
            { "hook", "POST", "/hooks/resend/core", 401 },
            { "hook of nobody", "POST", "/hooks/none", 404 },
            { "path trick", "GET", "/api/%252e%252e/core", 400 },
            { "health", "GET", "/health", 200 },
        };

    [Theory, MemberData(nameof(Answers))]
    [Claim("T41")]
    [Claim("T46")]
    public async Task Every_answer_lets_a_browser_load_from_this_address_alone(
        string what,
        string verb,
        string path,
        int status
    )
    {
        var answer = await Ask(verb, path);

        Assert.True((int)answer.StatusCode == status, $"{what}: {(int)answer.StatusCode}");
        var policy = answer.Header("Content-Security-Policy")!;
        var rules = policy
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(rule => rule.Split(' '))
            .ToDictionary(words => words[0], words => words[1..]);
        Assert.Equal(["'none'"], rules["default-src"]);
        Assert.Equal(["'none'"], rules["frame-ancestors"]);
        Assert.Equal(["'none'"], rules["base-uri"]);
        Assert.Equal(["'self'"], rules["connect-src"]);
        Assert.Equal(["'self'"], rules["form-action"]);
        Assert.All(rules.Values.SelectMany(words => words), word => Assert.Matches(Own(), word));
    }

    [Theory, MemberData(nameof(Answers))]
    public async Task Every_answer_tells_a_browser_to_guess_leak_and_share_nothing(
        string what,
        string verb,
        string path,
        int status
    )
    {
        var answer = await Ask(verb, path);

        Assert.True((int)answer.StatusCode == status, $"{what}: {(int)answer.StatusCode}");
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Resource-Policy"));
        Assert.Equal(
            "microphone=(self), camera=(), geolocation=()",
            answer.Header("Permissions-Policy")
        );
        foreach (
            var name in (string[])
                ["Server", "X-Powered-By", "Access-Control-Allow-Origin", "LeadFuel-Session"]
        )
        {
            Assert.False(answer.Headers.Contains(name), $"{what} says {name}");
        }
    }

    [Theory]
    [InlineData("/", "no-cache")]
    [InlineData("/nowhere", "no-cache")]
    [InlineData("/robots.txt", "no-cache")]
    [InlineData("/trust", "no-store")]
    [InlineData("/api/core/bootstrap", "no-store")]
    [InlineData("/api/core/none", "no-store")]
    [InlineData("/api/none", "no-store")]
    [InlineData("/assets/none.js", "no-store")]
    public async Task Nothing_but_hashed_files_is_kept_by_a_browser(string path, string caching)
    {
        var answer = await Ask("GET", path);

        Assert.Equal(caching, answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_shell_names_only_files_that_are_here_and_may_be_kept_for_a_year()
    {
        var shell = await (await Ask("GET", "/")).Text();
        var named = Named().Matches(shell).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains(named, path => path.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(named, path => path.EndsWith(".css", StringComparison.Ordinal));
        foreach (var path in named)
        {
            var answer = await Ask("GET", path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                path.StartsWith("/assets/", StringComparison.Ordinal)
                    ? "public, max-age=31536000, immutable"
                    : "no-cache",
                answer.Headers.CacheControl!.ToString()
            );
        }
    }

    private async Task<HttpResponseMessage> Ask(string verb, string path)
    {
        var member = await suite.SignUp();
        var request = new HttpRequestMessage(new HttpMethod(verb), path).With(
            ("Cookie", suite.CookieOf(member)),
            ("Accept", path.StartsWith("/api", StringComparison.Ordinal) ? "*/*" : "text/html,*/*")
        );
        return await suite.Program().Send(request);
    }

    [GeneratedRegex("^('none'|'self'|data:|blob:|'sha256-[A-Za-z0-9+/]+=*')$")]
    private static partial Regex Own();

    [GeneratedRegex("<(?:script|link)[^>]+(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Named();
}
