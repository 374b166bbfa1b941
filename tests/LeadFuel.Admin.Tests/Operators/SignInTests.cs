namespace LeadFuel.Admin.Tests.Operators;

public sealed class SignInTests(Stage stage) : IClassFixture<Stage>
{
    private Suite Suite => stage.Suite;

    [Fact]
    public async Task Without_both_factors_every_page_leads_to_the_sign_in()
    {
        using var stranger = new Desk(Suite, AdminSuite.FirstOperator);
        foreach (
            var path in (string[])
                ["/", "/jobs", "/providers", "/operators", "/sessions", "/log", "/accounts/x"]
        )
        {
            var answer = await stranger.Get(path);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("/sign-in", answer.Headers.Location!.OriginalString);
        }

        Suite.Advance(TimeSpan.FromMinutes(1));
        await stranger.Go("/sign-in/consume", ("token", await stranger.Link()));
        foreach (var path in (string[])["/", "/jobs", "/accounts/x"])
        {
            Assert.Equal(
                "/second-factor",
                (await stranger.Get(path)).Headers.Location!.OriginalString
            );
        }

        // Enrolled once: the secret is never shown again.
        Assert.DoesNotContain("id=\"secret\"", await stranger.Read("/second-factor"));
    }

    [Fact]
    public async Task Every_address_gets_the_same_page_and_only_an_operator_gets_a_mail()
    {
        using var desk = new Desk(Suite, "nobody@example.test");
        var nobody = Suite.NewAddress();

        var known = await desk.Press("/sign-in", ("email", AdminSuite.FirstOperator));
        var unknown = await desk.Press("/sign-in", ("email", nobody));

        var ct = TestContext.Current.CancellationToken;
        Assert.Equal(
            await known.Content.ReadAsStringAsync(ct),
            await unknown.Content.ReadAsStringAsync(ct)
        );
        await Suite.Drain();
        Assert.Empty(await Suite.Sandbox.Mails(nobody));
    }

    [Fact]
    public async Task A_link_works_once_and_for_thirty_minutes_and_its_row_goes()
    {
        using var desk = new Desk(Suite, (await stage.Operator("viewer")).Email);
        var used = await desk.Link();
        await desk.Go("/sign-in/consume", ("token", used));
        Assert.Equal(
            HttpStatusCode.Gone,
            (await desk.Press("/sign-in/consume", ("token", used))).StatusCode
        );
        var late = await desk.Link();

        Suite.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(
            HttpStatusCode.Gone,
            (await desk.Press("/sign-in/consume", ("token", late))).StatusCode
        );
        await Suite.Drain();
        Assert.Equal(
            0L,
            await stage.Sql(
                "admin",
                "select count(*) from operator_links where email = $1",
                desk.Email
            )
        );
    }

    [Fact]
    public async Task A_code_works_once_and_five_wrong_ones_shut_the_door_for_a_quarter_of_an_hour()
    {
        using var desk = await stage.Operator("viewer");
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Confirm()).StatusCode);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await desk.Press("/second-factor", ("code", "000000"))).StatusCode
            );
        }

        Suite.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await desk.Confirm()).StatusCode);
        Suite.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.SeeOther, (await desk.Confirm()).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_after_thirty_minutes_unused_and_after_ten_hours_in_all()
    {
        using var idle = await stage.Operator("viewer");
        using var busy = await stage.Operator("viewer");
        for (var minutes = 0; minutes < 10 * 60; minutes += 29)
        {
            Assert.Equal(HttpStatusCode.OK, (await busy.Get("/log")).StatusCode);
            Suite.Advance(TimeSpan.FromMinutes(29));
            if (minutes == 29)
            {
                Assert.Equal("/sign-in", (await idle.Get("/log")).Headers.Location!.OriginalString);
            }
        }

        Assert.Equal("/sign-in", (await busy.Get("/log")).Headers.Location!.OriginalString);
        // The others of this class are signed in again.
        Suite.Advance(TimeSpan.FromMinutes(1));
        await stage.Lead.SignIn();
    }

    [Fact]
    public async Task A_customers_session_is_worth_nothing_here_and_an_operators_nothing_there()
    {
        var ada = await Suite.SignUp();
        using var desk = new Desk(Suite, ada.Email);
        foreach (Cookie cookie in ada.Web.Cookies.GetCookies(Suite.Gateway.Http))
        {
            desk.Cookies.Add(
                new Cookie($"lfop-{Suite.Admin.Http.Port}", cookie.Value, "/", "127.0.0.1")
            );
        }

        Assert.Equal("/sign-in", (await desk.Get("/")).Headers.Location!.OriginalString);

        var browser = Suite.Browser();
        var own = stage.Lead.Cookies.GetCookies(Suite.Admin.Http)[$"lfop-{Suite.Admin.Http.Port}"]!;
        browser.Cookies.Add(
            new Cookie($"lf-{Suite.Gateway.Http.Port}", own.Value, "/", "127.0.0.1")
        );
        await (await browser.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task An_act_from_another_page_is_refused(string? origin)
    {
        using var desk = new Desk(Suite, AdminSuite.FirstOperator);
        desk.Headers.Remove("Origin");
        if (origin is not null)
        {
            desk.Headers.Add("Origin", origin);
        }

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await desk.Press("/sign-in", ("email", desk.Email))).StatusCode
        );
    }

    [Fact]
    public async Task A_role_may_what_it_says_and_nothing_more()
    {
        using var viewer = await stage.Operator("viewer");
        using var support = await stage.Operator("support");
        (string Path, (string, string)[] Fields)[] leads =
        [
            ("/operators", [("email", "x@example.test"), ("name", "X"), ("role", "lead")]),
            ("/operators/suspend", [("email", AdminSuite.FirstOperator)]),
            ("/operators/remove", [("email", AdminSuite.FirstOperator)]),
            ("/operators/second-factor", [("email", AdminSuite.FirstOperator)]),
            ("/operators/role", [("email", AdminSuite.FirstOperator), ("role", "viewer")]),
            ("/providers", [("provider", "Slack"), ("state", "off"), ("message", "We look.")]),
            ("/accounts/x/suspend", [("reason", "Mails to bought lists")]),
            ("/accounts/x/unsuspend", [("reason", "They were not bought")]),
        ];
        foreach (var desk in (Desk[])[viewer, support])
        {
            Assert.Equal(HttpStatusCode.OK, (await desk.Get("/")).StatusCode);
            foreach (var (path, fields) in leads)
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await desk.Press(path, fields)).StatusCode);
            }
        }

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await viewer.Press("/jobs/retry", ("job", "core/x"))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await viewer.Press(
                    "/accounts/x/view",
                    ("category", "support"),
                    ("ticket", "1"),
                    ("reason", "The list stays empty")
                )
            ).StatusCode
        );
    }

    [Fact]
    public async Task A_suspended_operator_is_out_at_once()
    {
        using var desk = await stage.Operator("viewer");
        await stage.Fresh(stage.Lead);

        await stage.Lead.Go("/operators/suspend", ("email", desk.Email));

        Assert.Equal("/sign-in", (await desk.Get("/")).Headers.Location!.OriginalString);
        var before = (await Suite.Sandbox.Mails(desk.Email)).Count;
        await desk.Press("/sign-in", ("email", desk.Email));
        await Suite.Drain();
        Assert.Equal(before, (await Suite.Sandbox.Mails(desk.Email)).Count);
    }

    [Fact]
    public async Task Of_the_second_factor_only_encrypted_text_is_kept_and_of_a_link_only_a_hash()
    {
        var kept = (string)
            (
                await stage.Sql(
                    "admin",
                    "select (select string_agg(o::text, ' ') from operators o) || coalesce((select string_agg(l::text, ' ') from operator_links l), '')"
                )
            )!;

        Assert.DoesNotContain(stage.Lead.Secret!, kept);
        Assert.Contains("gAAAA", kept);
        Assert.DoesNotContain(
            Suite.Logs.Lines,
            line => line.Text.Contains(stage.Lead.Secret!) || line.Text.Contains(stage.Lead.Email)
        );
    }

    [Fact]
    public async Task Who_is_added_gets_a_mail_whose_link_lets_in_and_each_look_shows_another_secret()
    {
        var email = Testing.Suite.NewAddress("operator");
        await stage.Fresh(stage.Lead);
        await stage.Lead.Go("/operators", ("email", email), ("name", "Ivo"), ("role", "viewer"));

        var mail = await Suite.Sandbox.Mail(email);

        Assert.Equal("You were added as an operator of LeadFuel", mail.Subject);
        using var desk = new Desk(Suite, email);
        await desk.Go("/sign-in/consume", ("token", Testing.Suite.LinkIn(mail)));
        var first = Shown(await desk.Read("/second-factor"));
        var second = Shown(await desk.Read("/second-factor"));
        Assert.NotEqual(first, second);
        desk.Secret = first;
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Confirm()).StatusCode);
        desk.Secret = second;
        Assert.Equal(HttpStatusCode.SeeOther, (await desk.Confirm()).StatusCode);
        Assert.DoesNotContain("id=\"secret\"", await desk.Read("/second-factor"));

        static string Shown(string page) => Desk.Between(page, "<code id=\"secret\">", "</code>");
    }

    [Fact]
    public async Task Who_was_suspended_before_a_first_code_has_to_set_up_the_second_factor_still()
    {
        var email = Testing.Suite.NewAddress("operator");
        await stage.Fresh(stage.Lead);
        await stage.Lead.Go("/operators", ("email", email), ("name", "Ida"), ("role", "viewer"));
        using var desk = new Desk(Suite, email);
        await desk.Go(
            "/sign-in/consume",
            ("token", Testing.Suite.LinkIn(await Suite.Sandbox.Mail(email)))
        );
        await desk.Read("/second-factor");
        await stage.Lead.Go("/operators/suspend", ("email", email));

        await stage.Lead.Go("/operators/suspend", ("email", email));

        Assert.Equal(
            0,
            Convert.ToInt32(
                await stage.Sql("admin", "select state from operators where email = $1", email),
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_ones_own_and_by_a_lead_those_of_all()
    {
        using var desk = await stage.Operator("viewer");
        using var other = new Desk(Suite, desk.Email) { Secret = desk.Secret };
        Suite.Advance(TimeSpan.FromMinutes(1));
        await other.SignIn();
        await desk.Go("/reason", ("reason", Stage.Reason));
        var own = await desk.Read("/sessions");
        Assert.DoesNotContain(
            AdminSuite.FirstOperator,
            own[own.IndexOf("<table", StringComparison.Ordinal)..]
        );
        Assert.Contains("this one", own);
        var id = Desk.Between(own, "name=\"id\" value=\"", "\"");

        await desk.Go("/sessions/end", ("id", id));

        Assert.Equal("/sign-in", (await other.Get("/")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await desk.Get("/")).StatusCode);
        var leads = (Guid)
            (
                await stage.Sql(
                    "admin",
                    "select id from operator_sessions where email = $1 order by seen_at desc limit 1",
                    AdminSuite.FirstOperator
                )
            )!;
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await desk.Press("/sessions/end", ("id", $"{leads}"))).StatusCode
        );

        await stage.Fresh(stage.Lead);
        var mine = (Guid)
            (
                await stage.Sql(
                    "admin",
                    "select id from operator_sessions where email = $1",
                    desk.Email
                )
            )!;
        await stage.Lead.Go("/sessions/end", ("id", $"{mine}"));

        Assert.Equal("/sign-in", (await desk.Get("/")).Headers.Location!.OriginalString);
        Assert.Contains("operator.session-ended", await stage.Lead.Read("/log"));
    }
}
