using LeadFuel.Accounts;
using LeadFuel.Admin.Rpc;

namespace LeadFuel.Gateway.Tests.Sessions;

/// <summary>A page says which viewing it was made for: below its bar nothing of another account is shown.</summary>
public sealed class ViewingEndTests(GatewaySuite suite)
{
    [Fact]
    public async Task The_page_of_a_viewing_that_is_over_gets_nothing_of_the_operators_own_account()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        var eve = await own.SignUp();
        var viewing = await View(own, ada, eve);
        own.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        var during = await (await Ask(eve, viewing)).Json();
        own.Advance(TimeSpan.FromSeconds(1));

        var after = await Ask(eve, viewing);

        Assert.Equal(ada.Email, during.GetProperty("account").GetProperty("email").GetString());
        await after.Problem(HttpStatusCode.Forbidden, "impersonation-ended");
        // The cookie has gone with that answer; the page asks again.
        await (await Ask(eve, viewing)).Problem(HttpStatusCode.Forbidden, "impersonation-ended");
        var page = await (await Ask(eve, null)).Json();
        Assert.Equal(eve.Email, page.GetProperty("account").GetProperty("email").GetString());
    }

    [Fact]
    public async Task The_page_of_one_viewing_gets_nothing_of_the_next()
    {
        var ada = await suite.SignUp();
        var bea = await suite.SignUp();
        var eve = await suite.SignUp();
        var first = await View(suite, ada, eve);
        var second = await View(suite, bea, eve);

        await (await Ask(eve, first)).Problem(HttpStatusCode.Forbidden, "impersonation-ended");
        var page = await (await Ask(eve, second)).Json();
        Assert.Equal(bea.Email, page.GetProperty("account").GetProperty("email").GetString());
    }

    [Fact]
    public async Task The_bar_says_which_viewing_it_is_of_and_the_page_of_its_end_waits_to_be_read()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var viewing = await View(suite, ada, eve);
        using var asks = new HttpRequestMessage(HttpMethod.Get, "/home").With(
            ("Accept", "text/html")
        );

        var page = await (await eve.Web.Send(asks)).Text();
        var ended = await (
            await eve.Web.Get($"/impersonation/ended?viewing={viewing}&stay=yes")
        ).Text();
        var pressed = await (await eve.Web.Get($"/impersonation/ended?viewing={viewing}")).Text();

        Assert.Contains($"data-viewing=\"{viewing}\"", page, StringComparison.Ordinal);
        Assert.Matches("data-left=\"1[78][0-9]{2}\"", page);
        Assert.Contains("The viewing has ended", ended, StringComparison.Ordinal);
        Assert.Contains($"/viewings/{viewing}\"", ended, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", ended, StringComparison.Ordinal);
        Assert.Contains("http-equiv", pressed, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Ask(Member member, string? page) =>
        member.Web.Send(
            new HttpRequestMessage(HttpMethod.Get, "/api/core/bootstrap").With(
                ("X-LF-Viewing", page)
            )
        );

    /// <summary>An operator who is signed in as a customer, too, looks into an account.</summary>
    private static async Task<string> View(Suite on, Member viewed, Member by)
    {
        // Admin knows an account once Core's job has told it.
        await on.Drain(viewed);
        var started = await new Impersonations.ImpersonationsClient(
            on.Rpc("admin", "admin", new TokenClaims("service"))
        ).StartAsync(
            new StartRequest
            {
                Account = viewed.Email,
                Operator = Suite.NewAddress("operator"),
                Reason = "Ticket 4711: the list stays empty",
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        (
            await by.Web.Post("/impersonation/enter", new { code = started.Code })
        ).EnsureSuccessStatusCode();
        return started.Id;
    }
}
