using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using LeadFuel.Core.SignInLinks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LeadFuel.Core.Tests.SignInLinks;

/// <summary>How a link ends: by its use, by its time, by younger ones; and what there ever was of it.</summary>
public sealed class LinkLifeTests(CoreSuite suite)
{
    private const string Links = "/api/core/sign-in-links";

    [Fact]
    [Claim("T60")]
    public async Task At_thirty_minutes_a_link_opens_nothing_and_a_minute_later_it_has_no_row()
    {
        await using var own = await suite.OwnTime();
        var email = Suite.NewAddress();
        var browser = own.Browser();
        (await browser.Post(Links, new { email })).EnsureSuccessStatusCode();
        var token = Suite.LinkIn(await own.Sandbox.Mail(email));
        own.Advance(TimeSpan.FromMinutes(30));

        await (await browser.Post($"{Links}/consume", new { token })).Problem(
            HttpStatusCode.Gone,
            "link-used-or-expired"
        );
        await (await own.Browser().Post($"{Links}/number", new { token })).Problem(
            HttpStatusCode.Gone,
            "link-used-or-expired"
        );

        own.Advance(TimeSpan.FromMinutes(1));
        // As after a time in which nothing ran: the sweep begins with the start.
        using var sweep = new SweepLinks(
            own.Core.Provider.GetRequiredService<NpgsqlDataSource>(),
            own.Time,
            NullLogger<SweepLinks>.Instance
        );
        await sweep.StartAsync(TestContext.Current.CancellationToken);
        await Wait.Until(
            async () =>
                (long)
                    (
                        await Rows.Scalar(
                            own,
                            "core",
                            "select count(*) from sign_in_links where account_email = $1",
                            email
                        )
                    )! == 0,
            () => "the row of the link is still there"
        );
        await sweep.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    [Claim("T60")]
    public async Task Of_a_link_there_is_its_hash_and_after_its_use_nothing()
    {
        var email = Suite.NewAddress();
        var (browser, token) = await Asked(email);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        Assert.Empty(await Rows.With(suite, token));
        Assert.Equal("core.sign_in_links", Assert.Single(await Rows.With(suite, hash)));

        await (await browser.Post($"{Links}/consume", new { token })).Json();

        Assert.Empty(await Rows.With(suite, hash));
        Assert.Empty(await Rows.With(suite, token));
        Assert.DoesNotContain(suite.Logs.Lines, line => line.Text.Contains(token));
    }

    [Fact]
    public async Task A_fourth_link_ends_the_first_and_the_use_of_one_ends_the_rest()
    {
        var email = Suite.NewAddress();
        var browser = suite.Browser();
        var tokens = new List<string>();
        for (var i = 1; i <= 4; i++)
        {
            (await browser.Post(Links, new { email })).EnsureSuccessStatusCode();
            tokens.Add(Suite.LinkIn(await suite.Sandbox.Mail(email, i)));
        }

        await (await browser.Post($"{Links}/consume", new { token = tokens[0] })).Problem(
            HttpStatusCode.Gone
        );
        await (await browser.Post($"{Links}/consume", new { token = tokens[1] })).Json();
        foreach (var late in tokens.Skip(1))
        {
            await (await browser.Post($"{Links}/consume", new { token = late })).Problem(
                HttpStatusCode.Gone,
                "link-used-or-expired"
            );
        }
    }

    [Fact]
    public async Task The_same_press_again_is_told_that_the_link_is_used_and_keeps_the_first_session()
    {
        var (browser, token) = await Asked(Suite.NewAddress());
        await (await browser.Post($"{Links}/consume", new { token }, key: "one-press")).Json();

        await (await browser.Post($"{Links}/consume", new { token }, key: "one-press")).Problem(
            HttpStatusCode.Gone,
            "link-used-or-expired"
        );

        (await browser.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_link_of_somebody_else_opens_their_account_only_after_a_press_that_says_so()
    {
        var ada = Suite.NewAddress();
        var (_, token) = await Asked(ada);
        var eve = await suite.SignUp();

        await (await eve.Web.Post($"{Links}/consume", new { token })).Problem(
            HttpStatusCode.Conflict,
            "other-browser"
        );
        Assert.Equal(eve.Email, await Who(eve.Web));
        await (await eve.Web.Post($"{Links}/consume", new { token, here = true })).Json();

        // One session holds one account: hers is left, not merged.
        Assert.Equal(ada, await Who(eve.Web));
    }

    [Fact]
    public async Task An_account_may_let_links_open_only_the_browser_that_asked()
    {
        var ada = await suite.SignUp();
        var seen = await ada.Web.Get("/api/core/account");
        (
            await ada.Web.Patch("/api/core/account", new { sameBrowserOnly = true }, seen.Tag())
        ).EnsureSuccessStatusCode();
        var (first, token) = await Asked(ada.Email);
        var second = suite.Browser();

        await (await second.Post($"{Links}/consume", new { token, here = true })).Problem(
            HttpStatusCode.Forbidden,
            "other-browser"
        );
        var number = (await (await second.Post($"{Links}/number", new { token })).Json())
            .GetProperty("number")
            .GetString();
        (await first.Post($"{Links}/confirm", new { number })).EnsureSuccessStatusCode();
        Assert.Equal(ada.Email, await Who(first));
        await (await second.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_number_opens_nothing_in_a_browser_that_did_not_ask()
    {
        var (_, token) = await Asked(Suite.NewAddress());
        var number = (await (await suite.Browser().Post($"{Links}/number", new { token })).Json())
            .GetProperty("number")
            .GetString();
        var eve = suite.Browser();
        (await eve.Post(Links, new { email = Suite.NewAddress() })).EnsureSuccessStatusCode();

        await (await eve.Post($"{Links}/confirm", new { number })).Problem(
            HttpStatusCode.BadRequest
        );
        await (await eve.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ü' or 1=1 --")]
    public async Task An_invented_link_opens_nothing(string token)
    {
        var answer = await suite.Browser().Post($"{Links}/consume", new { token, here = true });

        Assert.True(answer.StatusCode is HttpStatusCode.Gone or HttpStatusCode.BadRequest);
        await answer.Problem(answer.StatusCode);
    }

    [Fact]
    public async Task Twenty_asks_of_a_network_send_mail_and_the_next_is_answered_alike()
    {
        var browser = suite.Browser();
        var addresses = Enumerable.Range(0, 21).Select(_ => Suite.NewAddress()).ToList();
        foreach (var email in addresses)
        {
            Assert.Equal(
                HttpStatusCode.Accepted,
                (await browser.Post(Links, new { email })).StatusCode
            );
        }

        Assert.Equal(
            20L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from mails where account_email = any ($1)",
                (object)addresses.ToArray()
            )
        );
    }

    [Fact]
    public async Task One_of_a_network_does_not_use_up_what_its_neighbours_may_ask()
    {
        var (greedy, neighbour) = (Suite.NewAddress(), Suite.NewAddress());
        for (var i = 0; i < 21; i++)
        {
            (await From("203.0.113.7/32", Suite.NewAddress("greedy"))).EnsureSuccessStatusCode();
        }

        (await From("203.0.113.7/32", greedy)).EnsureSuccessStatusCode();
        (await From("203.0.113.8/32", neighbour)).EnsureSuccessStatusCode();

        Assert.Equal((0L, 1L), (await Mails(greedy), await Mails(neighbour)));
        Assert.Empty(await Rows.With(suite, "203.0.113.7"));

        Task<HttpResponseMessage> From(string peer, string email) =>
            suite
                .Direct(
                    "core",
                    () =>
                        suite.Tokens.Mint(
                            "core",
                            new TokenClaims("anonymous")
                            {
                                Route = "sign-in",
                                Network = "203.0.113.0/24",
                                Peer = peer,
                            },
                            "gateway"
                        )
                )
                .Post("/sign-in-links", new { email });
        async Task<long> Mails(string email) =>
            (long)
                (
                    await Rows.Scalar(
                        suite,
                        "core",
                        "select count(*) from mails where account_email = $1",
                        email
                    )
                )!;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_account_that_waits_or_is_shut_answers_as_any_address_does(short state)
    {
        var ada = await suite.SignUp();
        await Rows.Scalar(
            suite,
            "shared",
            "update accounts set state = $1 where account_email = $2",
            state,
            ada.Email
        );

        var known = await suite.Browser().Post(Links, new { email = ada.Email });
        var unknown = await suite.Browser().Post(Links, new { email = Suite.NewAddress() });

        Assert.Equal(unknown.StatusCode, known.StatusCode);
        Assert.Equal(await Says(unknown), await Says(known));
        // Its mailbox alone learns that there is something.
        await suite.Sandbox.Mail(ada.Email);
    }

    [Fact]
    public async Task Opening_the_page_of_a_link_uses_nothing_up()
    {
        var (browser, token) = await Asked(Suite.NewAddress());
        await suite.Browser().Get("/sign-in");
        await suite.Browser().Send(HttpMethod.Head, "/sign-in");

        await (await browser.Post($"{Links}/consume", new { token })).Json();
    }

    private static async Task<string?> Who(Caller browser) =>
        (await browser.Json("/api/core/bootstrap"))
            .GetProperty("account")
            .GetProperty("email")
            .GetString();

    private static async Task<string> Says(HttpResponseMessage answer) =>
        $"{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)} {string.Join(' ', answer.Headers.Select(h => h.Key).Order())}";

    private async Task<(Caller Browser, string Token)> Asked(string email)
    {
        var browser = suite.Browser();
        (await browser.Post(Links, new { email })).EnsureSuccessStatusCode();
        return (browser, Suite.LinkIn(await suite.Sandbox.Mail(email)));
    }
}
