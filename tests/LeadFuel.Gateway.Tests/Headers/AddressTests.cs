namespace LeadFuel.Gateway.Tests.Headers;

/// <summary>Under which name the suite answers, and where it believes that somebody is.</summary>
public sealed class AddressTests(GatewaySuite suite)
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    public async Task Under_another_name_nothing_is_here(string host)
    {
        foreach (var path in (string[])["/", "/api/core/bootstrap", "/hooks/resend/core", "/u/x"])
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;

            var answer = await suite.Program().Send(request);

            var problem = await answer.Problem(HttpStatusCode.MisdirectedRequest, "host-refused");
            Assert.Contains(suite.Origin(), problem.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task A_forwarded_host_changes_nothing()
    {
        var answer = await suite
            .Program()
            .Send(
                new HttpRequestMessage(HttpMethod.Get, "/").With(
                    ("X-Forwarded-Host", "evil.example"),
                    ("X-Forwarded-Proto", "https")
                )
            );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("evil.example", await answer.Text());
    }

    [Fact]
    public async Task Nobody_says_where_they_are()
    {
        Assert.StartsWith("127.", await NetworkOf(suite, "203.0.113.9"));
    }

    [Fact]
    public async Task The_proxy_in_front_says_it_for_the_last_hop_alone()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "admin", "gateway"],
                Settings = [("gateway", "TrustedProxy", "127.0.0.0/8")],
            }
        );

        Assert.StartsWith("203.0.113.", await NetworkOf(own, "198.51.100.1, 203.0.113.9"));
    }

    [Fact]
    public async Task A_proxy_that_cannot_be_understood_stops_the_start()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var own = await suite.Own(options =>
                options with
                {
                    Services = ["core", "admin", "gateway"],
                    Settings = [("gateway", "TrustedProxy", "10.0.0.1")],
                }
            );
        });

        Assert.Contains("TrustedProxy", refused.ToString());
    }

    // As it stands in the list of the account's sessions.
    private static async Task<string> NetworkOf(Suite suite, string forwarded)
    {
        var browser = suite.Browser();
        var email = Suite.NewAddress();
        (await Post("/api/core/sign-in-links", new { email })).EnsureSuccessStatusCode();
        var token = Suite.LinkIn(await suite.Sandbox.Mail(email));
        (await Post("/api/core/sign-in-links/consume", new { token })).EnsureSuccessStatusCode();
        var sessions = await browser.Send(
            new HttpRequestMessage(HttpMethod.Get, "/api/core/sessions").With(
                ("X-Forwarded-For", forwarded)
            )
        );
        return (await sessions.Json()).GetProperty("items")[0].GetProperty("network").GetString()!;

        Task<HttpResponseMessage> Post(string path, object body) =>
            browser.Send(
                new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = System.Net.Http.Json.JsonContent.Create(body),
                }.With(("X-Forwarded-For", forwarded))
            );
    }
}
