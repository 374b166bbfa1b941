using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Web;

namespace LeadFuel.Sandbox.Tests.LinkedIn;

/// <summary>LinkedIn as strict as it is: who does not keep to its wire format does not get through here either.</summary>
public sealed class LinkedInTests : IAsyncLifetime
{
    private const string Redirect = "https://app.test/back";
    private World world = null!;

    // A browser that stays where it is sent away: the application it is sent to is nowhere.
    private HttpClient browser = null!;

    public async ValueTask InitializeAsync()
    {
        world = await World.Start();
        browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = world.Web.BaseAddress,
        };
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_code_is_good_once_for_the_application_that_asked()
    {
        var code = await Code("openid profile w_member_social");

        var token = await Json(await Exchange(code));

        Assert.True(token.GetProperty("access_token").GetString()!.Length > 1_000);
        Assert.Equal(5_184_000, token.GetProperty("expires_in").GetInt32());
        Assert.Equal("openid,profile,w_member_social", token.GetProperty("scope").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await Exchange(code)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Exchange(await Code("openid"), secret: "wrong")).StatusCode
        );
    }

    [Fact]
    public async Task A_scope_that_was_not_approved_refuses_the_whole_consent()
    {
        var answer = await browser.GetAsync(
            $"/linkedin/oauth/v2/authorization?response_type=code&client_id=sandbox-linkedin&redirect_uri={Redirect}&state=s&scope=openid%20email",
            Ct
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains(
            "error=unauthorized_scope_error",
            answer.Headers.Location!.Query,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("LinkedIn-Version", null, 400, "VERSION_MISSING")]
    [InlineData("LinkedIn-Version", "202301", 426, "NONEXISTENT_VERSION")]
    [InlineData("X-Restli-Protocol-Version", null, 400, null)]
    [InlineData("Authorization", "Bearer invented", 401, "INVALID_ACCESS_TOKEN")]
    public async Task A_header_that_is_missing_or_wrong_is_refused(
        string header,
        string? value,
        int status,
        string? code
    )
    {
        var (token, urn) = await Member();

        var answer = await Post(token, Body(urn, "Hello"), header, value);

        Assert.Equal(status, (int)answer.StatusCode);
        if (code is not null)
        {
            Assert.Equal(code, (await Json(answer)).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_post_is_stored_once_and_its_twin_is_named()
    {
        var (token, urn) = await Member();

        var first = await Post(token, Body(urn, @"Fell by half \(really\) {hashtag|\#|B2B}"));
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Empty(await first.Content.ReadAsByteArrayAsync(Ct));
        var id = first.Headers.GetValues("x-restli-id").Single();
        var twin = await Json(
            await Post(token, Body(urn, @"Fell by half \(really\) {hashtag|\#|B2B}"))
        );

        Assert.Equal($"Content is a duplicate of {id}", twin.GetProperty("message").GetString());
        var shown = (await world.Get($"/posts?author={Uri.EscapeDataString(urn)}")).GetProperty(
            "items"
        )[0];
        Assert.Equal("Fell by half (really) #B2B", shown.GetProperty("shown").GetString());
    }

    [Fact]
    public async Task What_is_not_escaped_is_cut_without_a_word()
    {
        var (token, urn) = await Member();

        var answer = await Post(token, Body(urn, "Fell by half (really) last year"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var shown = (await world.Get($"/posts?author={Uri.EscapeDataString(urn)}")).GetProperty(
            "items"
        )[0];
        Assert.Equal("Fell by half ", shown.GetProperty("shown").GetString());
    }

    [Fact]
    public async Task Nobody_posts_for_others_or_lists_a_member()
    {
        var (token, urn) = await Member();
        var (_, other) = await Member("Nora Lind");

        Assert.Equal(HttpStatusCode.Forbidden, (await Post(token, Body(other, "x"))).StatusCode);
        var list = await Send(
            HttpMethod.Get,
            $"/linkedin/rest/posts?q=author&author={Uri.EscapeDataString(urn)}",
            token,
            null
        );
        Assert.Equal(HttpStatusCode.Forbidden, list.StatusCode);
    }

    [Fact]
    public async Task A_token_lives_sixty_days()
    {
        var (token, urn) = await Member();
        world.Clock.Advance(TimeSpan.FromDays(59));
        Assert.Equal(HttpStatusCode.Created, (await Post(token, Body(urn, "a"))).StatusCode);
        world.Clock.Advance(TimeSpan.FromDays(2));
        var late = await Json(await Post(token, Body(urn, "b")));

        Assert.Equal(65602, late.GetProperty("serviceErrorCode").GetInt32());
    }

    [Fact]
    public async Task What_is_not_played_answers_501()
    {
        var (token, _) = await Member();

        var answer = await Send(HttpMethod.Get, "/linkedin/rest/images/1", token, null);

        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }

    [Fact]
    public async Task The_consent_and_the_posts_are_pages_that_open()
    {
        var html = new HttpRequestMessage(HttpMethod.Get, "/posts");
        html.Headers.Accept.ParseAdd("text/html");

        Assert.Contains(
            "<main",
            await (await world.Web.SendAsync(html, Ct)).Content.ReadAsStringAsync(Ct),
            StringComparison.Ordinal
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(string Token, string Urn)> Member(string name = "Maria Kern")
    {
        var token = (await Json(await Exchange(await Code("openid profile w_member_social", name))))
            .GetProperty("access_token")
            .GetString()!;
        var who = await Json(await Send(HttpMethod.Get, "/linkedin/v2/userinfo", token, null));
        return (token, $"urn:li:person:{who.GetProperty("sub").GetString()}");
    }

    private async Task<string> Code(string scopes, string name = "Maria Kern")
    {
        using var form = new FormUrlEncodedContent([
            new("client_id", "sandbox-linkedin"),
            new("redirect_uri", Redirect),
            new("state", "s"),
            new("name", name),
            new("decision", "allow"),
            .. scopes.Split(' ').Select(s => new KeyValuePair<string, string>("scope", s)),
        ]);
        var back = await browser.PostAsync("/linkedin/oauth/v2/authorization", form, Ct);
        return HttpUtility.ParseQueryString(back.Headers.Location!.Query)["code"]!;
    }

    private async Task<HttpResponseMessage> Exchange(string code, string secret = "sandbox")
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "authorization_code"),
            new("code", code),
            new("client_id", "sandbox-linkedin"),
            new("client_secret", secret),
            new("redirect_uri", Redirect),
        ]);
        return await world.Web.PostAsync("/linkedin/oauth/v2/accessToken", form, Ct);
    }

    private static object Body(string author, string commentary) =>
        new
        {
            author,
            commentary,
            visibility = "PUBLIC",
            distribution = new
            {
                feedDistribution = "MAIN_FEED",
                targetEntities = Array.Empty<string>(),
                thirdPartyDistributionChannels = Array.Empty<string>(),
            },
            lifecycleState = "PUBLISHED",
            isReshareDisabledByAuthor = false,
        };

    private Task<HttpResponseMessage> Post(
        string token,
        object body,
        string? header = null,
        string? value = null
    ) => Send(HttpMethod.Post, "/linkedin/rest/posts", token, body, header, value);

    private Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        string token,
        object? body,
        string? header = null,
        string? value = null
    )
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // The world's clock stands in January 2026.
        request.Headers.Add("LinkedIn-Version", "202512");
        request.Headers.Add("X-Restli-Protocol-Version", "2.0.0");
        if (method == HttpMethod.Get)
        {
            request.Headers.Add("X-RestLi-Method", "FINDER");
        }

        if (header is not null)
        {
            request.Headers.Remove(header);
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
        }

        if (body is not null)
        {
            request.Content = new StringContent(
                JsonSerializer.Serialize(body),
                Encoding.UTF8,
                "application/json"
            );
        }

        return world.Web.SendAsync(request, Ct);
    }

    private static Task<JsonElement> Json(HttpResponseMessage answer) => World.Json(answer);
}
