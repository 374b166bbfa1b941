namespace LeadFuel.Gateway.Tests.Sessions;

/// <summary>How cookies are set: no script reads them, no other site sends them along, no other host sets them.</summary>
public sealed class CookieTests(GatewaySuite suite)
{
    [Fact]
    public async Task Signing_in_sets_two_cookies_that_no_script_reads()
    {
        var (asked, entered) = await SignIn(suite, suite.Browser());
        var port = suite.Gateway.Http.Port;

        Assert.Matches(
            $"^lf-{port}-login=[A-Za-z0-9_-]{{43}}; max-age=1800; path=/; samesite=lax; httponly$",
            Assert.Single(asked.Headers.GetValues("Set-Cookie"))
        );
        Assert.Contains(
            entered.Headers.GetValues("Set-Cookie"),
            cookie =>
                System.Text.RegularExpressions.Regex.IsMatch(
                    cookie,
                    $"^lf-{port}=[A-Za-z0-9_-]{{43}}; max-age=2592000; path=/; samesite=lax; httponly$"
                )
        );
        Assert.False(entered.Headers.Contains("LeadFuel-Session"));
        Assert.DoesNotContain(Value(entered, $"lf-{port}"), await entered.Text());
    }

    [Fact]
    public async Task Under_https_every_cookie_is_bound_to_the_host_and_stays_on_https()
    {
        const string origin = "https://app.leadfuel.test";
        await using var own = await Secure(suite, origin);
        var browser = own.Program();

        var (asked, entered) = await SignIn(own, browser, origin);

        Assert.Matches(
            "^__Host-lf-login=[A-Za-z0-9_-]{43}; max-age=1800; path=/; secure; samesite=lax; httponly$",
            Assert.Single(asked.Headers.GetValues("Set-Cookie"))
        );
        var session = entered
            .Headers.GetValues("Set-Cookie")
            .Single(cookie => cookie.StartsWith("__Host-lf=", StringComparison.Ordinal));
        Assert.Matches(
            "^__Host-lf=[A-Za-z0-9_-]{43}; max-age=2592000; path=/; secure; samesite=lax; httponly$",
            session
        );
        Assert.Equal(
            "max-age=63072000; includeSubDomains",
            entered.Header("Strict-Transport-Security")
        );

        // The name of plain http is nobody's here.
        var value = session[10..53];
        var bare = await Ask(browser, origin, $"lf-{own.Gateway.Http.Port}={value}");
        await bare.Problem(HttpStatusCode.Unauthorized, "signed-out");
        (await Ask(browser, origin, $"__Host-lf={value}")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Outside_development_plain_http_is_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var own = await suite.Own(options =>
                options with
                {
                    Services = ["gateway"],
                    Settings = [("gateway", "environment", "Production")],
                }
            );
        });

        Assert.Contains("not https", refused.ToString());
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_and_what_the_browser_kept()
    {
        var ada = await suite.SignUp();

        var answer = await ada.Web.Delete("/api/core/session");

        Assert.Equal(
            $"lf-{suite.Gateway.Http.Port}=; max-age=0; path=/; samesite=lax; httponly",
            Assert.Single(answer.Headers.GetValues("Set-Cookie"))
        );
        Assert.Equal("\"cache\", \"storage\"", answer.Header("Clear-Site-Data"));
        await (await Ask(suite.Program(), suite.Origin(), suite.CookieOf(ada))).Problem(
            HttpStatusCode.Unauthorized,
            "signed-out"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%41AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' or 1=1 --")]
    public async Task A_cookie_that_is_nobodys_opens_nothing(string value)
    {
        var answer = await Ask(
            suite.Program(),
            suite.Origin(),
            $"lf-{suite.Gateway.Http.Port}={value}"
        );

        await answer.Problem(HttpStatusCode.Unauthorized, "signed-out");
    }

    [Fact]
    public async Task A_hash_from_the_database_is_no_cookie()
    {
        var ada = await suite.SignUp();
        await using var command = suite
            .Sql("core")
            .CreateCommand("select token_hash from sessions where id = $1");
        command.Parameters.Add(new() { Value = ada.SessionId });
        var hash = (byte[])
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        var answer = await Ask(
            suite.Program(),
            suite.Origin(),
            $"lf-{suite.Gateway.Http.Port}={System.Buffers.Text.Base64Url.EncodeToString(hash)}"
        );

        await answer.Problem(HttpStatusCode.Unauthorized, "signed-out");
    }

    internal static Task<Suite> Secure(Suite suite, string origin) =>
        suite.Own(options =>
            options with
            {
                Services = ["core", "admin", "gateway"],
                Settings = [("gateway", "PUBLIC_ORIGIN", origin)],
            }
        );

    private static string Value(HttpResponseMessage answer, string name) =>
        answer
            .Headers.GetValues("Set-Cookie")
            .Single(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal))[
            (name.Length + 1)..(name.Length + 44)
        ];

    private static Task<HttpResponseMessage> Ask(Caller browser, string origin, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/core/bootstrap").With(
            ("Cookie", cookie)
        );
        request.Headers.Host = new Uri(origin).Authority;
        return browser.Send(request);
    }

    private static async Task<(HttpResponseMessage Asked, HttpResponseMessage Entered)> SignIn(
        Suite on,
        Caller browser,
        string? origin = null
    )
    {
        var email = Suite.NewAddress();
        var asked = await Post("/api/core/sign-in-links", new { email }, null);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var cookie = asked.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var token = Suite.LinkIn(await on.Sandbox.Mail(email));
        var entered = await Post("/api/core/sign-in-links/consume", new { token }, cookie);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        return (asked, entered);

        Task<HttpResponseMessage> Post(string path, object body, string? with)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = System.Net.Http.Json.JsonContent.Create(body),
            };
            if (origin is not null)
            {
                request.Headers.Host = new Uri(origin).Authority;
                request.With(("Origin", origin), ("X-LF-Client", "web"), ("Cookie", with));
            }

            return browser.Send(request);
        }
    }
}
