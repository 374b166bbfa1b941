namespace LeadFuel.Gateway.Tests.Headers;

/// <summary>What a service gets to see is what the gateway says, not what a client claims.</summary>
public sealed class RequestHeaderTests(UpstreamSuite suite)
{
    private const string Elsewhere = "203.0.113.9";

    private static readonly (string Name, string? Value)[] Claimed =
    [
        ("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJhY2NvdW50Ijoidmljd.x"),
        ("Proxy-Authorization", "Basic eDp5"),
        ("X-LeadFuel-Impersonation", "1; mode=write; until=2099-01-01T00:00:00Z"),
        ("X-LeadFuel-Account", "victim@example.test"),
        ("X-LF-Account", "victim@example.test"),
        ("LeadFuel-Session", new string('A', 43)),
        ("X-Forwarded-For", Elsewhere),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Prefix", "/evil"),
        ("Forwarded", $"for={Elsewhere};host=evil.example"),
        ("X-Real-IP", Elsewhere),
        ("True-Client-IP", Elsewhere),
        ("CF-Connecting-IP", Elsewhere),
        ("X-Original-URL", "/egress-calls"),
        ("X-Rewrite-URL", "/egress-calls"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Request-Id", "chosen"),
        ("X-Correlation-Id", "chosen"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("tracestate", "evil=1"),
        ("baggage", "account=victim"),
        ("Via", "1.1 evil"),
        ("Referer", "https://evil.example/"),
        ("svix-id", "msg_1"),
        ("grpc-timeout", "1S"),
        ("Sec-WebSocket-Protocol", "evil"),
    ];

    [Fact]
    [Claim("T58")]
    [Claim("K2")]
    [Claim("K3")]
    public async Task Whatever_a_client_claims_about_itself_does_not_reach_a_service()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();
        var request = new HttpRequestMessage(HttpMethod.Get, path)
            .With(Claimed)
            .With(("Cookie", $"{suite.CookieOf(ada)}; other=1"), ("Accept", "application/json"));

        var answer = await suite.Program().Send(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var arrived = Assert.Single(UpstreamSuite.At(path));
        Assert.Equal(["Accept", "Authorization", "Host"], Names(arrived));
        Assert.Equal("application/json", arrived.Headers["Accept"]);
        var claims = arrived.Claims;
        Assert.Equal(ada.Email, claims.GetProperty("account").GetString());
        Assert.Equal("gateway", claims.GetProperty("iss").GetString());
        Assert.Equal("signal", claims.GetProperty("aud").GetString());
        Assert.False(claims.TryGetProperty("act", out _));
        Assert.False(answer.Headers.Contains("X-LeadFuel-Impersonation"));
    }

    [Fact]
    public async Task A_trace_begins_here_and_gives_the_request_its_number()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();
        const string foreign = "0af7651916cd43dd8448eb211c80319c";
        var traced = new HttpRequestMessage(HttpMethod.Get, path).With(Claimed);

        await ada.Web.Send(traced);

        Assert.DoesNotContain(
            foreign,
            Assert.Single(UpstreamSuite.At(path)).Headers["traceparent"]
        );
        var problem = await (
            await suite
                .Program()
                .Send(new HttpRequestMessage(HttpMethod.Get, "/api/none").With(Claimed))
        ).Problem(HttpStatusCode.NotFound);
        var number = problem.GetProperty("requestId").GetString();
        Assert.NotEqual(foreign, number);
        Assert.Equal(32, number!.Length);
    }

    [Theory]
    [InlineData("/u", "anonymous")]
    [InlineData("/c", "anonymous")]
    public async Task A_public_page_gets_no_more_than_what_shows_it(string under, string subject)
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path(under: under);
        var request = new HttpRequestMessage(HttpMethod.Get, path)
            .With(Claimed)
            .With(
                ("Cookie", suite.CookieOf(ada)),
                ("Accept-Language", "de"),
                ("If-Match", "\"1\""),
                ("Idempotency-Key", "k")
            );

        await suite.Program().Send(request);

        var arrived = Assert.Single(UpstreamSuite.At(path));
        Assert.Equal(["Accept-Language", "Authorization", "Host"], Names(arrived));
        Assert.Equal(subject, arrived.Claims.GetProperty("sub").GetString());
        Assert.Equal(under[1..], arrived.Claims.GetProperty("route").GetString());
        Assert.False(arrived.Claims.TryGetProperty("account", out _));
    }

    [Fact]
    public async Task A_hook_gets_what_its_vendor_signs_to_the_byte_and_nothing_else()
    {
        const string path = "/hooks/resend/reach";
        var id = $"msg_{Guid.CreateVersion7():N}";
        byte[] bytes = [.. "{ \"a\" : 1 }\r\n "u8, 0xc3, 0xab];
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body }
            .With([.. Claimed.Where(header => header.Name != "svix-id")])
            .With(
                ("Cookie", suite.CookieOf(await suite.SignUp())),
                ("svix-id", id),
                ("svix-timestamp", "1"),
                ("svix-signature", "v1,x")
            );

        await suite.Program().Send(request);

        var arrived = UpstreamSuite
            .At(path)
            .Single(one => one.Headers.GetValueOrDefault("svix-id") == id);
        Assert.Equal(bytes, arrived.Body);
        Assert.Equal(
            [
                "Authorization",
                "Content-Length",
                "Content-Type",
                "Host",
                "svix-id",
                "svix-signature",
                "svix-timestamp",
            ],
            Names(arrived)
        );
        Assert.Equal("resend", arrived.Claims.GetProperty("route").GetString());
        Assert.False(arrived.Claims.TryGetProperty("account", out _));
    }

    [Fact]
    public async Task A_write_keeps_what_a_service_needs_of_it()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();

        await ada.Web.Send(HttpMethod.Put, path + "?a=1", new { name = "x" }, "\"3\"", "key-1");

        var arrived = Assert.Single(UpstreamSuite.At(path));
        Assert.Equal("?a=1", arrived.Query);
        Assert.Equal(path["/api/signal".Length..], arrived.Path);
        Assert.Equal("\"3\"", arrived.Headers["If-Match"]);
        Assert.Equal("key-1", arrived.Headers["Idempotency-Key"]);
        Assert.Equal("""{"name":"x"}""", System.Text.Encoding.UTF8.GetString(arrived.Body));
        Assert.False(arrived.Headers.ContainsKey("Cookie"));
        Assert.False(arrived.Headers.ContainsKey("Origin"));
    }

    [Theory]
    [InlineData("X_LeadFuel_Account")]
    [InlineData("X_Forwarded_For")]
    [InlineData("a_b")]
    public async Task A_header_that_could_pass_for_another_is_refused(string name)
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();

        var answer = await ada.Web.Send(
            new HttpRequestMessage(HttpMethod.Get, path).With((name, "x"))
        );

        await answer.Problem(HttpStatusCode.BadRequest, "header-refused");
        Assert.Empty(UpstreamSuite.At(path));
    }

    [Fact]
    [Claim("T58")]
    public async Task What_a_service_says_beside_its_answer_does_not_reach_a_browser()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path(context =>
        {
            var headers = context.Response.Headers;
            headers.SetCookie = $"lf-{suite.Gateway.Http.Port}={new string('B', 43)}; Path=/";
            headers["LeadFuel-Session"] = new string('B', 43);
            headers["X-LeadFuel-Impersonation"] = "1; mode=write";
            headers.Server = "Kestrel";
            headers["X-Powered-By"] = "ASP.NET";
            headers["X-Internal"] = "10.0.0.1";
            headers.AccessControlAllowOrigin = "*";
            headers.ContentSecurityPolicy = "default-src *";
            headers.CacheControl = "public, max-age=99";
            headers.ETag = "\"7\"";
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });

        var answer = await ada.Web.Get(path);

        Assert.Equal("\"7\"", answer.Tag());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.StartsWith("default-src 'none'", answer.Header("Content-Security-Policy"));
        foreach (
            var name in (string[])
                [
                    "Set-Cookie",
                    "LeadFuel-Session",
                    "X-LeadFuel-Impersonation",
                    "Server",
                    "X-Powered-By",
                    "X-Internal",
                    "Access-Control-Allow-Origin",
                ]
        )
        {
            Assert.False(answer.Headers.Contains(name), name);
        }
    }

    // Of the connection between the two, which says nothing about the client.
    private static IEnumerable<string> Names(Arrival arrival) =>
        arrival
            .Headers.Keys.Where(name => name is not ("Connection" or "traceparent"))
            .Order(StringComparer.Ordinal);
}
