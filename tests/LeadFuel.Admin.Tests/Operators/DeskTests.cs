using LeadFuel.Providers;

namespace LeadFuel.Admin.Tests.Operators;

/// <summary>What operators see and do: accounts, viewings, jobs, providers.</summary>
public sealed class DeskTests(Stage stage) : IClassFixture<Stage>
{
    private const string Reason = "Ticket 4711, the list stays empty";

    private Suite Suite => stage.Suite;

    [Fact]
    public async Task Accounts_are_found_by_address_and_name_a_page_at_a_time()
    {
        var ada = await stage.Account();
        await stage.Account();
        await stage.Lead.Go("/reason", ("reason", Reason));

        var found = await stage.Lead.Read($"/?query={Uri.EscapeDataString(ada.Email[8..20])}");

        Assert.Contains(ada.Email, found);
        Assert.Contains("/accounts/", found);
        Assert.DoesNotContain(
            $"/accounts/{Uri.EscapeDataString(ada.Email)}",
            await stage.Lead.Read($"/?query={Uri.EscapeDataString(ada.Email)}&state=suspended")
        );
        Assert.Contains("Nothing here", await stage.Lead.Read("/?query=%25%25nobody"));
    }

    [Fact]
    public async Task An_account_is_opened_for_a_reason_which_stands_in_the_log_before_it_is_read()
    {
        var ada = await stage.Account();
        using var desk = await stage.Operator("viewer");
        var path = $"/accounts/{Uri.EscapeDataString(ada.Email)}";
        Assert.Contains("What are you working on?", await desk.Read(path));
        Assert.Equal(0L, await Opened(ada));

        await desk.Go("/reason", ("reason", Reason));
        var page = await desk.Read(path);

        Assert.Contains("trialing", page);
        Assert.Contains("owner", page);
        Assert.Equal(1L, await Opened(ada));
        Assert.Equal(
            Reason,
            await stage.Sql(
                "admin",
                "select detail from operator_entries where account_email = $1 and action = 'account.opened' and operator = $2",
                ada.Email,
                desk.Email
            )
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await desk.Get("/accounts/nobody%40x.test")).StatusCode
        );
    }

    [Fact]
    public async Task No_page_shows_what_a_customer_wrote()
    {
        var ada = await stage.Account();
        var phrase = $"numbat{Guid.CreateVersion7():N}";
        await (await ada.Web.Post("/api/scope/icps", new { name = phrase })).Json();
        await Suite.Drain(ada);
        await stage.Lead.Go("/reason", ("reason", Reason));

        foreach (
            var path in (string[])
                [
                    "/",
                    "/?plan=trial&product=scope&due=0",
                    "/sessions",
                    $"/accounts/{Uri.EscapeDataString(ada.Email)}",
                    "/jobs?state=done",
                    "/jobs?state=ready",
                    "/jobs",
                    "/log",
                    "/providers",
                    "/operators",
                ]
        )
        {
            Assert.DoesNotContain(phrase, await stage.Lead.Read(path));
        }
    }

    [Fact]
    [Claim("T54")]
    public async Task An_operator_views_an_account_from_its_page_with_a_reason_that_its_members_read()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        await (await ada.Web.Post("/api/scope/icps", new { name = "Adas market" })).Json();
        await stage.Fresh(stage.Lead);
        var path = $"/accounts/{Uri.EscapeDataString(ada.Email)}/view";

        var to = await stage.Lead.Go(
            path,
            ("category", "support"),
            ("ticket", "4711"),
            ("reason", "The list stays empty".PadRight(500, '.'))
        );

        Assert.StartsWith($"{Suite.Gateway.Http}impersonation/enter#", to);
        var told = await ada.Web.Json("/api/core/audit-entries?action=viewing.started");
        Assert.Contains("support, ticket 4711: The list stays empty", told.GetRawText());
        Assert.Contains(AdminSuite.FirstOperator, told.GetRawText());
        var browser = Suite.Browser();
        var code = to[(to.IndexOf('#', StringComparison.Ordinal) + 1)..];
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await browser.Post("/impersonation/enter", new { code })).StatusCode
        );
        Assert.Contains("Adas market", (await browser.Json("/api/scope/icps")).GetRawText());
        // What was opened stands on the account's page here too, and the viewing leads there.
        var opened = await stage.Lead.Read($"/accounts/{Uri.EscapeDataString(ada.Email)}");
        Assert.Contains("<td>/api/scope/icps</td>", opened);
        var viewing = await stage.Sql(
            "admin",
            "select id from impersonations where account_email = $1",
            ada.Email
        );
        Assert.Equal(
            $"/accounts/{Uri.EscapeDataString(ada.Email)}",
            (await stage.Lead.Get($"/viewings/{viewing}")).Headers.Location!.OriginalString
        );
        // One at a time, and gone with the operator's sign-out.
        Assert.Equal(
            HttpStatusCode.Conflict,
            (
                await stage.Lead.Press(
                    $"/accounts/{Uri.EscapeDataString(eve.Email)}/view",
                    ("category", "support"),
                    ("ticket", "1"),
                    ("reason", "The list stays empty")
                )
            ).StatusCode
        );
        await stage.Lead.Go("/sign-out");
        await (await browser.Get("/api/scope/icps")).Problem(HttpStatusCode.Unauthorized);
        Suite.Advance(TimeSpan.FromMinutes(1));
        await stage.Lead.SignIn();
    }

    [Theory]
    [InlineData("", "1", "The list stays empty")]
    [InlineData("support", "", "The list stays empty")]
    [InlineData("support", "1", "short")]
    [InlineData("gossip", "1", "The list stays empty")]
    public async Task Without_category_ticket_and_reason_nothing_starts(
        string category,
        string ticket,
        string reason
    )
    {
        var ada = await stage.Account();
        await stage.Fresh(stage.Lead);

        var answer = await stage.Lead.Press(
            $"/accounts/{Uri.EscapeDataString(ada.Email)}/view",
            ("category", category),
            ("ticket", ticket),
            ("reason", reason)
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(
            "viewing",
            (await ada.Web.Json("/api/core/audit-entries")).GetRawText()
        );
    }

    [Fact]
    public async Task A_sharp_act_wants_a_code_of_the_last_quarter_of_an_hour()
    {
        await stage.Fresh(stage.Lead);
        Suite.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.OK, (await stage.Lead.Get("/")).StatusCode);

        var answer = await stage.Lead.Press(
            "/providers",
            ("provider", "Slack"),
            ("state", "off"),
            ("message", "We look into it."),
            ("version", "0")
        );

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("We look into it.", await stage.Lead.Read("/providers"));
    }

    [Fact]
    public async Task A_provider_that_is_switched_off_is_called_by_nobody_and_what_waits_goes_out_later()
    {
        await Switch("off", "Mail rests for an hour.");
        var email = Testing.Suite.NewAddress();
        await Wait.Until(
            async () =>
                (
                    await stage.Sql(
                        "core",
                        "select count(*) from provider_switches where state = 'off'"
                    )
                )
                    is 1L,
            () => "Core has not heard of it"
        );

        (
            await Suite.Browser().Post("/api/core/sign-in-links", new { email })
        ).EnsureSuccessStatusCode();
        await Wait.Until(
            async () =>
                (
                    await stage.Sql(
                        "core",
                        "select count(*) from jobs where account_email = $1 and kind = 'core.send-mail' and state = 0 and attempts = 0 and run_at > $2",
                        email,
                        Suite.Time.GetUtcNow().UtcDateTime
                    )
                )
                    is 1L,
            () => "The mail does not wait"
        );
        Assert.Empty(await Suite.Sandbox.Mails(email));

        await Switch("on", "");
        await Wait.Until(
            async () =>
                (
                    await stage.Sql(
                        "core",
                        "select count(*) from provider_switches where state = 'off'"
                    )
                )
                    is 0L,
            () => "Core has not heard of it"
        );
        Suite.Advance(TimeSpan.FromMinutes(2));
        await Suite.Sandbox.Mail(email);
        Assert.Contains("Mail rests for an hour.", await stage.Lead.Read("/log"));
    }

    [Fact]
    public async Task Dead_jobs_are_listed_and_go_back_after_a_question_that_says_how_many()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        foreach (var (member, times) in new[] { (ada, 2), (eve, 1) })
        {
            for (var i = 0; i < times; i++)
            {
                await stage.Sql(
                    "scope",
                    "insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at, done_at, last_error) values ($1, gen_random_uuid(), 'scope.nothing-such', '{}', 3, 9, $2, false, $2, $2, 'Timeout 408')",
                    member.Email,
                    Suite.Time.GetUtcNow().UtcDateTime
                );
            }
        }

        await stage.Fresh(stage.Lead);
        var filter = new[] { ("kind", "scope.nothing-such"), ("account", ada.Email) };
        var list = await stage.Lead.Read(
            $"/jobs?kind=scope.nothing-such&account={Uri.EscapeDataString(ada.Email)}&error=408"
        );
        Assert.Contains("Retry all 2 that match", list);
        Assert.DoesNotContain(eve.Email, list);

        var question = await (
            await stage.Lead.Press("/jobs/ask", filter)
        ).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Retry 2 dead jobs?", question);
        var told = await (
            await stage.Lead.Press("/jobs/retry", [.. filter, ("all", "1")])
        ).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("2 moved, 0 skipped", told);
        Assert.Equal(2L, await Again(ada));
        Assert.Equal(0L, await Again(eve));
        // What is not dead does not move, nor what another account is said to have.
        foreach (var whose in (string[])[ada.Email, eve.Email])
        {
            var done = await stage.Sql(
                "scope",
                "select id from jobs where account_email = $1 and state <> 3 limit 1",
                SwitchBoard.Suite.Email
            );
            var skipped = await (
                await stage.Lead.Press("/jobs/retry", ("job", $"scope/{done}/{whose}"))
            ).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("0 moved, 1 skipped", skipped);
        }
    }

    [Fact]
    public async Task Every_page_says_who_may_load_what_and_is_kept_by_no_cache()
    {
        await stage.Lead.Go("/reason", ("reason", Reason));
        foreach (
            var path in (string[])["/", "/jobs", "/providers", "/operators", "/sessions", "/log"]
        )
        {
            var answer = await stage.Lead.Get(path);
            var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    private async Task Switch(string state, string message)
    {
        await stage.Fresh(stage.Lead);
        var page = await stage.Lead.Read("/providers");
        var form = page[page.IndexOf("value=\"Resend\"", StringComparison.Ordinal)..];
        await stage.Lead.Go(
            "/providers",
            ("provider", "Resend"),
            ("state", state),
            ("message", message),
            ("version", Desk.Between(form, "name=\"version\" value=\"", "\""))
        );
    }

    private Task<object?> Opened(Member member) =>
        stage.Sql(
            "admin",
            "select count(*) from operator_entries where account_email = $1 and action = 'account.opened'",
            member.Email
        );

    // Put back: its tries begin anew, whatever then becomes of it.
    private Task<object?> Again(Member member) =>
        stage.Sql(
            "scope",
            "select count(*) from jobs where account_email = $1 and kind = 'scope.nothing-such' and attempts < 9",
            member.Email
        );
}
