namespace LeadFuel.Gateway.Tests.Routes;

/// <summary>What a service cannot say for itself, the gateway says.</summary>
public sealed class ServiceErrorTests(UpstreamSuite suite)
{
    [Fact]
    public async Task A_service_that_is_away_is_named_and_the_rest_works()
    {
        var ada = await suite.SignUp();

        var answer = await ada.Web.Get("/api/orbit/anything");

        var problem = await answer.Problem(HttpStatusCode.ServiceUnavailable, "service-down");
        Assert.StartsWith("LeadFuel Orbit", problem.GetProperty("title").GetString());
        Assert.NotNull(answer.Headers.RetryAfter);
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData(400, "invalid")]
    [InlineData(401, "signed-out")]
    [InlineData(404, "not-found")]
    [InlineData(413, "too-large")]
    [InlineData(415, "type-refused")]
    [InlineData(500, "internal")]
    public async Task A_refusal_without_a_word_gets_words(int status, string type)
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        });

        await (await ada.Web.Get(path)).Problem((HttpStatusCode)status, type);
    }

    [Fact]
    public async Task A_service_that_breaks_off_leaves_no_half_answer_behind()
    {
        var ada = await suite.SignUp();
        var before = UpstreamSuite.Path(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var amid = UpstreamSuite.Path(async context =>
        {
            context.Response.ContentLength = 1_000_000;
            await context.Response.Body.WriteAsync(new byte[500_000]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await (await ada.Web.Get(before)).Problem(
            HttpStatusCode.ServiceUnavailable,
            "service-down"
        );
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ada.Web.Get(amid));
    }

    [Fact]
    public async Task A_service_that_is_silent_for_too_long_is_not_waited_for()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Settings = [.. options.Settings, ("gateway", "Timeouts:Answer", "00:00:01")],
            }
        );
        var ada = await own.SignUp();
        var path = UpstreamSuite.Path(context =>
            Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
        );

        var answer = await ada.Web.Get(path);

        var problem = await answer.Problem(HttpStatusCode.GatewayTimeout, "upstream-timeout");
        Assert.StartsWith("LeadFuel Signal", problem.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("/api/signal", "https://evil.example/", null)]
    [InlineData("/api/signal", "//evil.example/", null)]
    [InlineData("/api/signal", "/\\evil.example", null)]
    [InlineData("/api/signal", "/things/7", "/api/signal/things/7")]
    [InlineData("/u", "https://evil.example/", null)]
    [InlineData("/c", "https://customer.example/page?a=1", "https://customer.example/page?a=1")]
    [InlineData("/c", "javascript:alert(1)", null)]
    public async Task A_service_sends_people_elsewhere_only_where_that_is_what_the_route_is_for(
        string under,
        string location,
        string? seen
    )
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path(
            context =>
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = location;
                return Task.CompletedTask;
            },
            under
        );

        var answer = await ada.Web.Get(path);

        Assert.Equal(seen, answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(500, "Something went wrong on our side.")]
    [InlineData(503, "LeadFuel Reach does not answer.")]
    [Claim("T55")]
    [Claim("T56")]
    public async Task A_page_of_what_went_wrong_says_first_whose_account_is_viewed(
        int status,
        string title
    )
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        var started = await new Admin.Rpc.Impersonations.ImpersonationsClient(
            suite.Rpc("admin", "admin", new Accounts.TokenClaims("service"))
        ).StartAsync(
            new Admin.Rpc.StartRequest
            {
                Account = ada.Email,
                Operator = Suite.NewAddress("operator"),
                Reason = "Ticket 4711: the list stays empty",
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        var browser = suite.Browser();
        await browser.Post("/impersonation/enter", new { code = started.Code });
        var path = UpstreamSuite.Path(
            context =>
            {
                if (status == 500)
                {
                    context.Response.StatusCode = status;
                    context.Response.ContentLength = 0;
                }
                else
                {
                    context.Abort();
                }

                return Task.CompletedTask;
            },
            "/c"
        );
        using var asks = new HttpRequestMessage(HttpMethod.Get, path).With(("Accept", "text/html"));

        var answer = await browser.Send(asks);

        Assert.Equal(status, (int)answer.StatusCode);
        var page = await answer.Text();
        Assert.Contains(title, page);
        var body = page[(page.IndexOf("<body>", StringComparison.Ordinal) + 6)..];
        Assert.StartsWith("<section class=\"lf-viewing\"", body, StringComparison.Ordinal);
        Assert.Contains($"Viewing as {ada.Email} · <button", body);
        Assert.NotNull(answer.Header("X-LeadFuel-Impersonation"));
    }
}
