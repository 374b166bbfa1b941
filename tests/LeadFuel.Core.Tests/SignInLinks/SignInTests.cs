using System.Text;
using System.Text.Json;

namespace LeadFuel.Core.Tests.SignInLinks;

public sealed class SignInTests(CoreSuite suite)
{
    private const string Links = "/api/core/sign-in-links";

    [Fact]
    public async Task Of_many_presses_at_once_one_signs_in()
    {
        var (browser, token) = await Asked(Suite.NewAddress());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => browser.Post($"{Links}/consume", new { token }))
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var late in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            await late.Problem(HttpStatusCode.Gone, "link-used-or-expired");
        }
    }

    [Fact]
    public async Task Another_browser_is_told_so_and_the_number_signs_in_the_first()
    {
        var (first, token) = await Asked(Suite.NewAddress());
        var second = suite.Browser();

        await (await second.Post($"{Links}/consume", new { token })).Problem(
            HttpStatusCode.Conflict,
            "other-browser"
        );
        var number = (await (await second.Post($"{Links}/number", new { token })).Json())
            .GetProperty("number")
            .GetString();
        (await first.Post($"{Links}/confirm", new { number })).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.OK, (await first.Get("/api/core/bootstrap")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await second.Get("/api/core/bootstrap")).StatusCode
        );
    }

    [Fact]
    public async Task Signing_in_anew_in_a_browser_ends_the_session_it_had_and_no_other()
    {
        var ada = await suite.SignUpByMail();
        var phone = await suite.SignUp(ada.Email);
        var eve = await suite.SignUp();
        var cookie = $"lf-{suite.Gateway.Http.Port}";
        var old = ada.Web.Cookies.GetCookies(suite.Gateway.Http)[cookie]!.Value;
        (await ada.Web.Post(Links, new { email = ada.Email })).EnsureSuccessStatusCode();
        var token = Suite.LinkIn(await suite.Sandbox.Mail(ada.Email, 2));

        (await ada.Web.Post($"{Links}/consume", new { token })).EnsureSuccessStatusCode();

        Assert.NotEqual(old, ada.Web.Cookies.GetCookies(suite.Gateway.Http)[cookie]!.Value);
        var thief = suite.Browser();
        thief.Cookies.Add(new Cookie(cookie, old, "/", "127.0.0.1"));
        await Wait.Until(
            async () =>
                (await thief.Get("/api/core/bootstrap")).StatusCode == HttpStatusCode.Unauthorized,
            () => "the session of before goes on"
        );
        Assert.Equal(
            2,
            (await ada.Web.Json("/api/core/sessions")).GetProperty("items").GetArrayLength()
        );
        foreach (var other in (Member[])[phone, eve])
        {
            (await other.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task Three_wrong_numbers_end_the_guessing_even_for_the_right_one()
    {
        var (first, token) = await Asked(Suite.NewAddress());
        var number = (await (await suite.Browser().Post($"{Links}/number", new { token })).Json())
            .GetProperty("number")
            .GetString()!;
        var wrong = number == "000000" ? "000001" : "000000";

        for (var i = 0; i < 3; i++)
        {
            await (await first.Post($"{Links}/confirm", new { number = wrong })).Problem(
                HttpStatusCode.BadRequest
            );
        }

        await (await first.Post($"{Links}/confirm", new { number })).Problem(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer()
    {
        var ada = await suite.SignUp();

        var known = await suite.Browser().Post(Links, new { email = ada.Email });
        var unknown = await suite.Browser().Post(Links, new { email = Suite.NewAddress() });

        Assert.Equal(HttpStatusCode.Accepted, known.StatusCode);
        Assert.Equal(known.StatusCode, unknown.StatusCode);
        Assert.Equal(await Text(known), await Text(unknown));
    }

    [Fact]
    public async Task A_mailed_link_leads_to_the_page_that_was_asked_for()
    {
        var email = Suite.NewAddress();
        var browser = suite.Browser();

        (
            await browser.Post(Links, new { email, next = "/settings/your-data" })
        ).EnsureSuccessStatusCode();

        var mail = await suite.Sandbox.Mail(email);
        Assert.Contains("/sign-in?next=%2Fsettings%2Fyour-data#t=", mail.Text);
        (
            await browser.Post($"{Links}/consume", new { token = Suite.LinkIn(mail) })
        ).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/%2Fevil.example")]
    [InlineData("/home?to=https://evil.example/")]
    [InlineData("/home#t=another")]
    [InlineData("/home\n")]
    [InlineData("javascript:alert(1)")]
    public async Task No_mail_of_ours_leads_to_another_site(string next)
    {
        var email = Suite.NewAddress();

        var answer = await suite.Browser().Post(Links, new { email, next });

        await answer.Problem(HttpStatusCode.BadRequest);
        Assert.Empty(await suite.Sandbox.Mails(email));
    }

    [Fact]
    public async Task The_sixth_ask_of_an_hour_is_answered_alike_and_sends_nothing()
    {
        var email = Suite.NewAddress();
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(
                HttpStatusCode.Accepted,
                (await suite.Browser().Post(Links, new { email })).StatusCode
            );
        }

        await suite.Drain();

        await using var asked = suite
            .Sql("core")
            .CreateCommand("select count(*) from mails where account_email = $1");
        asked.Parameters.Add(new() { Value = email });
        Assert.Equal(5L, await asked.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Ünal.Öz@münchen.example")]
    [InlineData("ada+list=me@example.test")]
    [InlineData("\"ada lovelace\"@example.test")]
    [InlineData("o'hara@example.test")]
    public async Task Addresses_as_people_have_them_sign_in(string like)
    {
        var at = like.LastIndexOf('@');
        var unique = $"{Guid.CreateVersion7():N}.{like[(at + 1)..]}";
        var (browser, token) = await Asked($"{like[..at]}@{unique}");

        var signedIn = await (await browser.Post($"{Links}/consume", new { token })).Json();

        Assert.True(signedIn.GetProperty("isNew").GetBoolean());
        Assert.Equal(
            $"{like[..at]}@{unique}".ToLowerInvariant(),
            signedIn.GetProperty("email").GetString()
        );
    }

    [Theory]
    [InlineData("{\"email\":")]
    [InlineData("{\"email\":7}")]
    [InlineData("{\"email\":\"no address\"}")]
    [InlineData("{\"email\":\"a@b\\u0000.test\"}")]
    [InlineData("[]")]
    public async Task What_is_no_address_is_refused_in_words(string body) =>
        await (
            await suite
                .Browser()
                .Post(Links, new StringContent(body, Encoding.UTF8, "application/json"))
        ).Problem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Deep_json_and_broken_text_are_refused_in_words()
    {
        var deep = new StringContent(
            $"{{\"email\":{new string('[', 500)}{new string(']', 500)}}}",
            Encoding.UTF8,
            "application/json"
        );
        var broken = new ByteArrayContent([.. "{\"email\":\""u8, 0xFF, 0xC3, .. "@x.test\"}"u8]);
        broken.Headers.ContentType = new("application/json");

        await (await suite.Browser().Post(Links, deep)).Problem(HttpStatusCode.BadRequest);
        await (await suite.Browser().Post(Links, broken)).Problem(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("Moon/Tranquillity", "Etc/UTC")]
    [InlineData("../../etc/passwd", "Etc/UTC")]
    [InlineData(null, "Etc/UTC")]
    public async Task A_new_account_begins_in_the_time_zone_of_its_browser(
        string? says,
        string begins
    )
    {
        var (browser, token) = await Asked(Suite.NewAddress());

        (
            await browser.Post($"{Links}/consume", new { token, timeZone = says })
        ).EnsureSuccessStatusCode();

        Assert.Equal(begins, await Zone(browser));
    }

    [Fact]
    public async Task The_browser_that_types_the_number_says_its_time_zone_too()
    {
        var (browser, token) = await Asked(Suite.NewAddress());
        var number = (await (await suite.Browser().Post($"{Links}/number", new { token })).Json())
            .GetProperty("number")
            .GetString();

        (
            await browser.Post($"{Links}/confirm", new { number, timeZone = "Asia/Tokyo" })
        ).EnsureSuccessStatusCode();

        Assert.Equal("Asia/Tokyo", await Zone(browser));
    }

    [Fact]
    public async Task Signing_in_from_elsewhere_leaves_the_time_zone_of_an_account_as_it_is()
    {
        var email = Suite.NewAddress();
        var (home, first) = await Asked(email);
        (
            await home.Post($"{Links}/consume", new { token = first, timeZone = "Europe/Berlin" })
        ).EnsureSuccessStatusCode();
        var abroad = suite.Browser();
        (await abroad.Post(Links, new { email })).EnsureSuccessStatusCode();
        var second = Suite.LinkIn(await suite.Sandbox.Mail(email, 2));

        (
            await abroad.Post($"{Links}/consume", new { token = second, timeZone = "Asia/Tokyo" })
        ).EnsureSuccessStatusCode();

        Assert.Equal("Europe/Berlin", await Zone(abroad));
    }

    private static async Task<string?> Zone(Caller browser) =>
        (await browser.Json("/api/core/bootstrap"))
            .GetProperty("account")
            .GetProperty("timeZone")
            .GetString();

    private async Task<(Caller Browser, string Token)> Asked(string email)
    {
        var browser = suite.Browser();
        (await browser.Post(Links, new { email })).EnsureSuccessStatusCode();
        return (browser, Suite.LinkIn(await suite.Sandbox.Mail(email.ToLowerInvariant())));
    }

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
