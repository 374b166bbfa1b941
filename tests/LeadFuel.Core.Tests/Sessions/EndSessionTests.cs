namespace LeadFuel.Core.Tests.Sessions;

public sealed class EndSessionTests(CoreSuite suite)
{
    private const string List = "/api/core/sessions";

    [Fact]
    public async Task The_list_names_device_and_browser_and_which_one_this_is()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/core/bootstrap");
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1"
        );
        (await phone.Web.Send(request)).EnsureSuccessStatusCode();

        var items = (await ada.Web.Json(List)).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(2, items.Count);
        var other = Assert.Single(items, item => !item.GetProperty("current").GetBoolean());
        Assert.Equal(phone.SessionId, other.GetProperty("id").GetGuid());
        Assert.Equal("iPhone", other.GetProperty("device").GetString());
        Assert.Equal("Safari", other.GetProperty("browser").GetString());
    }

    [Fact]
    public async Task Ending_all_others_leaves_this_browser_and_other_accounts_signed_in()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        var tablet = await suite.SignUp(ada.Email);
        var eve = await suite.SignUp();

        (await ada.Web.Delete(List)).EnsureSuccessStatusCode();

        await Ended(phone);
        await Ended(tablet);
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        (await eve.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        Assert.Single((await ada.Web.Json(List)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Signing_out_ends_this_session_alone_and_its_cookie_is_worth_nothing()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);

        var answer = await phone.Web.Delete("/api/core/session");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("lf-", StringComparison.Ordinal)
        );
        var thief = suite.Browser();
        thief.Cookies.Add(
            new Cookie($"lf-{suite.Gateway.Http.Port}", phone.Session!, "/", "127.0.0.1")
        );
        await (await thief.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        Assert.Equal(
            0L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from sessions where id = $1",
                phone.SessionId!
            )
        );
    }

    [Fact]
    public async Task A_second_press_on_end_finds_nothing_left_and_says_so()
    {
        var ada = await suite.SignUp();
        var phone = await suite.SignUp(ada.Email);
        (await ada.Web.Delete($"{List}/{phone.SessionId}")).EnsureSuccessStatusCode();

        await (await ada.Web.Delete($"{List}/{phone.SessionId}")).Problem(HttpStatusCode.NotFound);
        await (await ada.Web.Delete($"{List}/{Guid.CreateVersion7()}")).Problem(
            HttpStatusCode.NotFound
        );
        Assert.Equal(
            1L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from audit_entries where account_email = $1 and action = 'session.ended'",
                ada.Email
            )
        );
    }

    [Fact]
    public async Task After_seven_days_unused_and_after_thirty_in_all_a_session_is_over()
    {
        await using var own = await suite.OwnTime();
        var idle = await own.SignUp();
        var busy = await own.SignUp();
        for (var i = 0; i < 4; i++)
        {
            own.Advance(TimeSpan.FromDays(6));
            (await busy.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
            if (i == 1)
            {
                await (await idle.Web.Get("/api/core/bootstrap")).Problem(
                    HttpStatusCode.Unauthorized
                );
            }
        }

        own.Advance(TimeSpan.FromDays(6) - TimeSpan.FromSeconds(1));
        (await busy.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromSeconds(1));
        await (await busy.Web.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
    }

    private static Task Ended(Member member) =>
        Wait.Until(
            async () =>
                (await member.Web.Get("/api/core/bootstrap")).StatusCode
                == HttpStatusCode.Unauthorized,
            () => "still signed in"
        );
}
