namespace LeadFuel.Admin.Tests.Operators;

/// <summary>A lost phone, a mistyped address, a wrong role: a lead mends each of them, and a lead always stays.</summary>
public sealed class ChangeOperatorTests(Stage stage) : IClassFixture<Stage>
{
    private Suite Suite => stage.Suite;

    [Fact]
    public async Task Who_is_removed_is_out_at_once_with_what_they_looked_at_and_leaves_only_log_entries()
    {
        var ada = await stage.Account();
        using var helper = await stage.Operator("support");
        await stage.Fresh(helper);
        var to = await helper.Go(
            $"/accounts/{Uri.EscapeDataString(ada.Email)}/view",
            ("category", "support"),
            ("ticket", "4711"),
            ("reason", "The list stays empty")
        );
        var browser = Suite.Browser();
        var code = to[(to.IndexOf('#', StringComparison.Ordinal) + 1)..];
        (await browser.Post("/impersonation/enter", new { code })).EnsureSuccessStatusCode();
        (await browser.Get("/api/scope/icps")).EnsureSuccessStatusCode();
        using var again = new Desk(Suite, helper.Email);
        var link = await again.Link();
        await stage.Fresh(stage.Lead);

        await stage.Lead.Go("/operators/remove", ("email", helper.Email));

        Assert.Equal("/sign-in", (await helper.Get("/")).Headers.Location!.OriginalString);
        await (await browser.Get("/api/scope/icps")).Problem(HttpStatusCode.Unauthorized);
        Assert.Equal(
            HttpStatusCode.Gone,
            (await again.Press("/sign-in/consume", ("token", link))).StatusCode
        );
        var before = (await Suite.Sandbox.Mails(helper.Email)).Count;
        await again.Press("/sign-in", ("email", helper.Email));
        await Suite.Drain();
        Assert.Equal(before, (await Suite.Sandbox.Mails(helper.Email)).Count);
        Assert.Equal(
            0L,
            await stage.Sql(
                "admin",
                "select (select count(*) from operators where email = $1) + (select count(*) from operator_sessions where email = $1) + (select count(*) from operator_links where email = $1)",
                helper.Email
            )
        );
        Assert.DoesNotContain(helper.Email, await stage.Lead.Read("/operators"));
        Assert.Equal($"Reason: {Stage.Reason}", await Logged("operator.removed", helper));
        // A mistyped address may be added anew.
        await stage.Lead.Go(
            "/operators",
            ("email", helper.Email),
            ("name", "Olga"),
            ("role", "viewer")
        );
    }

    [Fact]
    public async Task Another_role_holds_from_the_next_sign_in_which_is_at_once()
    {
        using var helper = await stage.Operator("viewer");
        Assert.Equal(HttpStatusCode.Forbidden, (await helper.Press("/jobs/retry")).StatusCode);
        await stage.Fresh(stage.Lead);
        foreach (var role in (string[])["viewer", "7", "", "admin"])
        {
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (
                    await stage.Lead.Press(
                        "/operators/role",
                        ("email", helper.Email),
                        ("role", role)
                    )
                ).StatusCode
            );
        }

        Assert.Equal(HttpStatusCode.OK, (await helper.Get("/")).StatusCode);
        await stage.Lead.Go("/operators/role", ("email", helper.Email), ("role", "support"));

        Assert.Equal("/sign-in", (await helper.Get("/")).Headers.Location!.OriginalString);
        Suite.Advance(TimeSpan.FromMinutes(1));
        await helper.SignIn();
        await helper.Go("/reason", ("reason", Stage.Reason));
        Assert.Equal(HttpStatusCode.OK, (await helper.Press("/jobs/retry")).StatusCode);
        Assert.Equal(
            $"viewer to support. Reason: {Stage.Reason}",
            await Logged("operator.role-changed", helper)
        );
    }

    [Fact]
    public async Task Whose_second_factor_is_reset_sets_up_another_one_and_the_lost_one_is_worth_nothing()
    {
        using var helper = await stage.Operator("viewer");
        var lost = helper.Secret;
        await stage.Fresh(stage.Lead);

        await stage.Lead.Go("/operators/second-factor", ("email", helper.Email));

        Assert.Equal("/sign-in", (await helper.Get("/")).Headers.Location!.OriginalString);
        Suite.Advance(TimeSpan.FromMinutes(1));
        await helper.Go("/sign-in/consume", ("token", await helper.Link()));
        Assert.Equal(HttpStatusCode.Forbidden, (await helper.Confirm()).StatusCode);
        helper.Secret = null;
        await helper.SignIn();
        Assert.NotEqual(lost, helper.Secret);
        Assert.Equal(HttpStatusCode.OK, (await helper.Get("/")).StatusCode);
        Assert.Equal($"Reason: {Stage.Reason}", await Logged("operator.factor-reset", helper));
    }

    [Theory]
    [InlineData("/operators/suspend")]
    [InlineData("/operators/remove")]
    [InlineData("/operators/role")]
    [InlineData("/operators/second-factor")]
    public async Task Nobody_does_it_with_themselves_or_without_a_code_of_just_now(string path)
    {
        using var helper = await stage.Operator("viewer");
        await stage.Fresh(stage.Lead);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await stage.Lead.Press(path, ("email", stage.Lead.Email), ("role", "viewer"))
            ).StatusCode
        );

        Suite.Advance(TimeSpan.FromMinutes(16));
        var asked = await stage.Lead.Press(path, ("email", helper.Email), ("role", "support"));

        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stage.Lead.Get("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await helper.Get("/")).StatusCode);
    }

    [Theory]
    [InlineData("/operators/remove", "")]
    [InlineData("/operators/role", "viewer")]
    [InlineData("/operators/suspend", "")]
    public async Task Of_two_leads_who_do_it_to_each_other_at_once_one_stays(
        string path,
        string role
    )
    {
        var ct = TestContext.Current.CancellationToken;
        using var one = await stage.Operator("lead");
        using var other = await stage.Operator("lead");
        await stage.Fresh(one);
        await stage.Fresh(other);
        Task<HttpResponseMessage>[] acts;
        // Both are through the gate before either can act.
        await using (var held = await Suite.Sql("admin").OpenConnectionAsync(ct))
        {
            await using var work = await held.BeginTransactionAsync(ct);
            await using var hold = held.CreateCommand();
            hold.CommandText = "select * from operators for update";
            await hold.ExecuteNonQueryAsync(ct);
            acts =
            [
                one.Press(path, ("email", other.Email), ("role", role)),
                other.Press(path, ("email", one.Email), ("role", role)),
            ];
            await Wait.Until(
                async () =>
                    await stage.Sql(
                        "admin",
                        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                    )
                        is 2L,
                () => "the two do not act yet"
            );
            await work.RollbackAsync(ct);
        }

        var answers = await Task.WhenAll(acts);

        Assert.Equal(
            [HttpStatusCode.SeeOther, HttpStatusCode.Forbidden],
            answers.Select(answer => answer.StatusCode).Order()
        );
        Assert.Equal(
            1L,
            await stage.Sql(
                "admin",
                "select count(*) from operators where email in ($1, $2) and role = 3 and state = 1",
                one.Email,
                other.Email
            )
        );
    }

    private Task<object?> Logged(string action, Desk of) =>
        stage.Sql(
            "admin",
            "select detail from operator_entries where account_email = 'suite@leadfuel.invalid' and action = $1 and subject = $2",
            action,
            of.Email
        );
}
