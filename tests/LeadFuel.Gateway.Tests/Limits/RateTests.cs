using System.Globalization;

namespace LeadFuel.Gateway.Tests.Limits;

/// <summary>A suite in which little is allowed at once, and time stands still until a test moves it.</summary>
public sealed class TightSuite(GatewaySuite suite) : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Suite = await suite.Own(options =>
            options with
            {
                Clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(
                    TimeProvider.System.GetUtcNow()
                ),
                Settings =
                [
                    Rate("read", 6),
                    Rate("write", 4),
                    Rate("ai", 2),
                    Rate("session", 8),
                    Rate("anonymous", 5),
                    Rate("public", 3),
                    Rate("hook", 3),
                ],
            }
        );

    public ValueTask DisposeAsync() => Suite.DisposeAsync();

    private static (string, string, string) Rate(string name, int count) =>
        ("gateway", $"RateLimits:{name}:Burst", count.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Whoever asks faster than their share waits, is told how long, and takes nothing from others.</summary>
public sealed class RateTests(TightSuite tight) : IClassFixture<TightSuite>
{
    private readonly Suite suite = tight.Suite;

    [Fact]
    public async Task An_account_that_reads_too_fast_waits_and_another_does_not()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());

        var refused = await Exhaust(() => ada.Web.Get("/api/core/bootstrap"), 6);

        await Slow(refused, "read");
        (await eve.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        suite.Advance(Wait(refused));
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task All_browsers_of_an_account_share_its_allowance()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        var turn = 0;

        var refused = await Exhaust(
            () => (turn++ % 2 == 0 ? ada : phone).Web.Get("/api/core/bootstrap"),
            6
        );

        await Slow(refused, "read");
    }

    [Fact]
    public async Task Writing_has_an_allowance_of_its_own()
    {
        var ada = await suite.SignUp();

        var refused = await Exhaust(() => ada.Web.Post("/api/scope/icps", new { name = "" }), 4);

        await Slow(refused, "write");
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("/api/scope/icps/{0}/syntheses")]
    [InlineData("/api/reach/drafts/{0}/generations")]
    [InlineData("/api/signal/posts/{0}/generations")]
    public async Task What_spends_ai_has_the_smallest(string path)
    {
        var ada = await suite.SignUp();

        var refused = await Exhaust(
            () =>
                ada.Web.Post(
                    path.Replace("{0}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal),
                    new { }
                ),
            2
        );

        await Slow(refused, "ai");
    }

    [Fact]
    public async Task One_session_cannot_read_and_write_beyond_its_own()
    {
        var ada = await suite.SignUp();
        var turn = 0;

        var refused = await Exhaust(
            () =>
                turn++ % 2 == 0
                    ? ada.Web.Get("/api/core/bootstrap")
                    : ada.Web.Post("/api/scope/icps", new { name = "" }),
            8
        );

        await Slow(refused, "session");
    }

    [Fact]
    public async Task Asking_for_links_is_counted_by_address_whatever_the_client_says_of_it()
    {
        var browser = suite.Browser();
        var turn = 0;

        var refused = await Exhaust(
            () =>
                browser.Send(
                    new HttpRequestMessage(HttpMethod.Post, "/api/core/sign-in-links")
                    {
                        Content = System.Net.Http.Json.JsonContent.Create(
                            new { email = Suite.NewAddress() }
                        ),
                    }.With(("X-Forwarded-For", $"203.0.113.{turn++}"))
                ),
            5
        );

        await Slow(refused, "anonymous");
        var other = await suite
            .Browser()
            .Post("/api/core/sign-in-links", new { email = Suite.NewAddress() });
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
    }

    [Fact]
    public async Task Guessing_cookies_is_counted_and_stops_no_one_who_is_in()
    {
        var browser = suite.Browser();
        var turn = 0;

        var refused = await Exhaust(
            () =>
                browser.Send(
                    new HttpRequestMessage(HttpMethod.Get, "/api/core/bootstrap").With(
                        (
                            "Cookie",
                            $"lf-{suite.Gateway.Http.Port}={(turn++).ToString("D43", CultureInfo.InvariantCulture)}"
                        )
                    )
                ),
            5
        );

        await Slow(refused, "anonymous");
        Assert.True(
            (await (await suite.SignUp()).Web.Get("/api/core/bootstrap")).IsSuccessStatusCode
        );
    }

    [Fact]
    public async Task Codes_of_viewings_are_counted_by_address()
    {
        var browser = suite.Browser();

        var refused = await Exhaust(
            () => browser.Post("/impersonation/enter", new { code = "x" }),
            5
        );

        await refused.Problem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_public_page_is_counted_by_address()
    {
        var browser = suite.Browser();

        var refused = await Exhaust(() => browser.Get("/data-map"), 3);

        await Slow(refused, "public");
        (await suite.Browser().Get("/data-map")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_hook_that_is_called_too_fast_is_asked_to_come_again()
    {
        var browser = suite.Browser();

        // What becomes of other tests' mails is told at Resend's own address.
        var refused = await Exhaust(
            () => browser.Post("/hooks/pipedrive/nobodys", new { }),
            3,
            HttpStatusCode.ServiceUnavailable
        );

        Assert.NotNull(refused.Headers.RetryAfter);
    }

    // Sends until refused: the allowance passes, and the next is refused.
    private static async Task<HttpResponseMessage> Exhaust(
        Func<Task<HttpResponseMessage>> ask,
        int allowed,
        HttpStatusCode refusal = HttpStatusCode.TooManyRequests
    )
    {
        for (var i = 0; i < allowed; i++)
        {
            var answer = await ask();
            Assert.True(answer.StatusCode != refusal, $"refused at request {i + 1} of {allowed}");
        }

        var refused = await ask();
        Assert.Equal(refusal, refused.StatusCode);
        return refused;
    }

    private static async Task Slow(HttpResponseMessage refused, string rate)
    {
        await refused.Problem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.True(Wait(refused) >= TimeSpan.FromSeconds(1));
        Assert.StartsWith($"\"{rate}\";r=0;t=", refused.Header("RateLimit"));
        Assert.StartsWith($"\"{rate}\";q=", refused.Header("RateLimit-Policy"));
        Assert.Contains("no-store", refused.Headers.CacheControl!.ToString());
    }

    private static TimeSpan Wait(HttpResponseMessage refused) =>
        refused.Headers.RetryAfter!.Delta!.Value;
}
