using System.Text;

namespace LeadFuel.Gateway.Tests.Headers;

/// <summary>A request that changes something counts only when our own page's own script sent it.</summary>
public sealed class OriginTests(GatewaySuite suite)
{
    private const string Ours = "ours";

    [Theory]
    [InlineData(null, "web", null)]
    [InlineData("null", "web", null)]
    [InlineData("null", "web", "same-origin")]
    [InlineData("https://evil.example", "web", null)]
    [InlineData("http://127.0.0.1", "web", null)]
    [InlineData("http://localhost:5080", "web", "same-site")]
    [InlineData(Ours, null, null)]
    [InlineData(Ours, "other", null)]
    [InlineData(Ours, "web", "cross-site")]
    [InlineData(Ours, "web", "same-site")]
    [InlineData(Ours, "web", "none")]
    public async Task A_write_from_elsewhere_is_refused_and_changes_nothing(
        string? origin,
        string? client,
        string? site
    )
    {
        var ada = await suite.SignUp();
        foreach (var verb in (string[])["POST", "PUT", "PATCH", "DELETE"])
        {
            var answer = await Write(ada, verb, origin, client, site);
            await answer.Problem(HttpStatusCode.Forbidden, "origin-refused");
        }

        Assert.Empty((await ada.Scope.Json("/icps")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("same-origin")]
    public async Task A_write_from_our_own_page_passes(string? site)
    {
        var ada = await suite.SignUp();

        var answer = await Write(ada, "POST", Ours, "web", site);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/json")]
    [InlineData("application/jsonp")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_body_that_a_foreign_form_could_send_is_refused(string? type)
    {
        var ada = await suite.SignUp();

        var answer = await Write(ada, "POST", Ours, "web", "same-origin", type);

        await answer.Problem(HttpStatusCode.UnsupportedMediaType, "type-refused");
        Assert.Empty((await ada.Scope.Json("/icps")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("/api/core/sign-in-links")]
    [InlineData("/api/core/sign-in-links/consume")]
    [InlineData("/impersonation/enter")]
    public async Task Whoever_is_not_signed_in_is_held_to_the_same_rule(string path)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        var foreign = new HttpRequestMessage(HttpMethod.Post, path) { Content = body }.With(
            ("Origin", "https://evil.example"),
            ("X-LF-Client", "web")
        );

        var answer = await suite.Program().Send(foreign);

        await answer.Problem(HttpStatusCode.Forbidden, "origin-refused");
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_form_that_ends_a_viewing_cannot_be_sent_by_another_site()
    {
        var foreign = new HttpRequestMessage(HttpMethod.Post, "/impersonation/exit").With(
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site")
        );
        await (await suite.Program().Send(foreign)).Problem(
            HttpStatusCode.Forbidden,
            "origin-refused"
        );

        // What browsers send with a plain form under our Referrer-Policy.
        var own = new HttpRequestMessage(HttpMethod.Post, "/impersonation/exit").With(
            ("Origin", "null"),
            ("Sec-Fetch-Site", "same-origin")
        );
        Assert.Equal(HttpStatusCode.SeeOther, (await suite.Program().Send(own)).StatusCode);
    }

    [Fact]
    public async Task No_other_site_is_told_that_it_may_ask()
    {
        var ada = await suite.SignUp();
        var asks = new HttpRequestMessage(HttpMethod.Options, "/api/scope/icps").With(
            ("Cookie", suite.CookieOf(ada)),
            ("Origin", "https://evil.example"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "x-lf-client")
        );

        var answer = await suite.Program().Send(asks);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.DoesNotContain(
            answer.Headers,
            header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
        );
    }

    private async Task<HttpResponseMessage> Write(
        Member member,
        string verb,
        string? origin,
        string? client,
        string? site,
        string? type = "application/json"
    )
    {
        using var body = new ByteArrayContent("""{"name":"Fintech"}"""u8.ToArray());
        if (type is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        var request = new HttpRequestMessage(new HttpMethod(verb), "/api/scope/icps")
        {
            Content = body,
        }.With(
            ("Cookie", suite.CookieOf(member)),
            ("Origin", origin == Ours ? suite.Origin() : origin),
            ("X-LF-Client", client),
            ("Sec-Fetch-Site", site)
        );
        return await suite.Program().Send(request);
    }
}
