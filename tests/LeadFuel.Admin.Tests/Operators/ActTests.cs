using LeadFuel.Providers;

namespace LeadFuel.Admin.Tests.Operators;

/// <summary>Every act of an operator has a reason, stands in a chain that proves itself, and loses nothing that was typed.</summary>
public sealed class ActTests(Stage stage) : IClassFixture<Stage>
{
    private const string Why = "Ticket 77, the vendor is down";

    private Suite Suite => stage.Suite;

    [Fact]
    public async Task What_was_typed_goes_on_with_the_code_and_the_reason_that_were_missing()
    {
        using var desk = await stage.Operator("lead");
        Suite.Advance(TimeSpan.FromMinutes(16));

        var asked = await desk.Press("/providers", Off("Stripe", "Paid \"later\" today"));

        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        var page = await Text(asked);
        Assert.Contains("value=\"Paid &quot;later&quot; today\"", page);
        Assert.Contains("action=\"/providers\"", page);
        Assert.Equal(0L, await Switches("Stripe"));
        // A wrong code, and a reason that is none, do nothing either.
        var typed = Off("Stripe", "Paid \"later\" today");
        foreach (var (reason, code) in new[] { ("x", Code(desk)), (Why, "000000") })
        {
            var again = await desk.Press(
                "/providers",
                [.. typed, ("gate-reason", reason), ("gate-code", code)]
            );
            Assert.True((int)again.StatusCode >= 400);
            Assert.Contains("role=\"alert\"", await Text(again));
        }

        Assert.Equal(0L, await Switches("Stripe"));
        await desk.Go("/providers", [.. typed, ("gate-reason", Why), ("gate-code", Code(desk))]);

        Assert.Equal(1L, await Switches("Stripe"));
        Assert.Contains(Why, await stage.Lead.Read("/log"));
    }

    [Theory]
    [InlineData("/providers", "provider=Stripe&state=off&message=We look into it&version=0")]
    [InlineData("/operators", "email=x@example.test&name=X&role=viewer")]
    [InlineData("/operators/suspend", "email=operator@example.com")]
    [InlineData("/operators/remove", "email=operator@example.com")]
    [InlineData("/operators/role", "email=operator@example.com&role=viewer")]
    [InlineData("/operators/second-factor", "email=operator@example.com")]
    [InlineData("/archive", "")]
    [InlineData("/jobs/ask", "")]
    [InlineData("/jobs/retry", "all=1")]
    [InlineData("/sessions/end", "id=0")]
    public async Task An_act_without_a_reason_is_not_done(string path, string typed)
    {
        using var desk = await stage.Operator("lead");
        var before = await Entries();
        (string, string)[] fields =
        [
            .. typed
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(field => (field.Split('=')[0], field.Split('=')[1])),
        ];

        var answer = await desk.Press(path, fields);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("name=\"gate-reason\"", await Text(answer));
        Assert.Equal(before, await Entries());
    }

    [Fact]
    [Claim("T57")]
    public async Task The_log_proves_itself_and_shows_that_an_entry_was_changed_or_taken_out()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        await stage.Fresh(stage.Lead);
        var accounts = new[] { ada, eve };
        foreach (var account in accounts.Concat(accounts).Append(ada))
        {
            Suite.Advance(TimeSpan.FromSeconds(1));
            Assert.Contains("The chain holds", await stage.Lead.Read(Path(account)));
        }

        await Change(
            "update operator_entries set detail = 'Nothing' where account_email = $1 and number = 2",
            ada
        );
        await Change("delete from operator_entries where account_email = $1 and number = 2", eve);

        Assert.Contains("number 2 was changed", await stage.Lead.Read(Path(ada)));
        Assert.Contains("before number 3 are missing", await stage.Lead.Read(Path(eve)));
        Assert.Contains("The chain holds", await stage.Lead.Read("/log"));
        await stage.Sql(
            "admin",
            "delete from operator_entries where account_email = $1 and number = (select max(number) from operator_entries where account_email = $1)",
            SwitchBoard.Suite.Email
        );
        Assert.Contains("at the end are missing", await stage.Lead.Read("/log"));
    }

    [Fact]
    public async Task Old_entries_go_and_the_rest_of_the_chain_holds()
    {
        var ada = await stage.Account();
        await stage.Fresh(stage.Lead);
        await stage.Lead.Read(Path(ada));
        await stage.Lead.Read(Path(ada));
        await Change(
            "update operator_entries set at = at - interval '91 days' where account_email = $1 and number = 1",
            ada
        );
        Assert.Contains("number 1 was changed", await stage.Lead.Read(Path(ada)));

        await stage.Sql("admin", "select forget($1)", Suite.Time.GetUtcNow().UtcDateTime);

        Assert.Contains("The chain holds", await stage.Lead.Read(Path(ada)));
    }

    [Fact]
    public async Task More_dead_jobs_than_a_page_holds_are_counted_put_back_and_filed_under_their_account()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Dead(ada, "scope.many-such", 1100);
        await Dead(eve, "scope.many-such", 3);
        await stage.Fresh(stage.Lead);
        var filter = new[]
        {
            ("kind", "scope.many-such"),
            ("account", ada.Email),
            ("error", "408"),
        };

        var list = await stage.Lead.Read(
            $"/jobs?kind=scope.many-such&account={Uri.EscapeDataString(ada.Email)}&error=TIMEOUT"
        );
        Assert.Contains("Retry all 1100 that match", list);
        Assert.Contains("Asked for", list);
        Assert.Contains(
            "Nothing here",
            await stage.Lead.Read("/jobs?kind=scope.many-such&error=409")
        );
        var told = await Text(await stage.Lead.Press("/jobs/retry", [.. filter, ("all", "1")]));

        Assert.Contains("1100 moved, 0 skipped", told);
        Assert.Equal(0L, await DeadOf(ada, "scope.many-such"));
        Assert.Equal(3L, await DeadOf(eve, "scope.many-such"));
        Assert.Equal(
            $"scope: all that match 1100 dead jobs. Reason: {Stage.Reason}",
            await stage.Sql(
                "admin",
                "select subject || ' ' || detail from operator_entries where account_email = $1 and action = 'jobs.retried'",
                ada.Email
            )
        );
        Assert.DoesNotContain("jobs.retried", await stage.Lead.Read(Path(eve)));
    }

    [Fact]
    public async Task The_ticked_ones_are_put_back_and_the_others_stay()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Dead(ada, "scope.some-such", 3);
        await Dead(eve, "scope.some-such", 2);
        await stage.Fresh(stage.Lead);
        var list = await stage.Lead.Read("/jobs?kind=scope.some-such");
        var boxes = System
            .Text.RegularExpressions.Regex.Matches(
                list,
                "type=\"checkbox\" name=\"job\" value=\"([^\"]+)\""
            )
            .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))
            .ToList();
        Assert.Equal(5, boxes.Count);
        var ticked = boxes
            .Where(box => box.EndsWith(ada.Email, StringComparison.Ordinal))
            .Take(2)
            .Append(boxes.First(box => box.EndsWith(eve.Email, StringComparison.Ordinal)));

        var told = await Text(
            await stage.Lead.Press("/jobs/retry", [.. ticked.Select(box => ("job", box))])
        );

        Assert.Contains("3 moved, 0 skipped", told);
        Assert.Equal(1L, await DeadOf(ada, "scope.some-such"));
        Assert.Equal(1L, await DeadOf(eve, "scope.some-such"));
    }

    [Fact]
    public async Task Jobs_of_held_accounts_are_shown_alone()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Dead(ada, "scope.held-such", 1);
        await Dead(eve, "scope.held-such", 1);
        await stage.Sql(
            "scope",
            "insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', 'infinity', true) on conflict (account_email) do update set held = true",
            ada.Email
        );
        await stage.Fresh(stage.Lead);

        var held = await stage.Lead.Read("/jobs?kind=scope.held-such&held=1");

        Assert.Contains(ada.Email, held);
        Assert.DoesNotContain(eve.Email, held);
        Assert.Contains(eve.Email, await stage.Lead.Read("/jobs?kind=scope.held-such"));
    }

    [Fact]
    public async Task A_provider_is_switched_off_for_one_account_and_goes_on_for_the_others()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await stage.Fresh(stage.Lead);
        await stage.Lead.Go("/providers", [.. Off("Slack", "Not for you"), ("account", ada.Email)]);
        var board = await Board("Slack", ada, "Not for you");

        Assert.Equal("Not for you", board.Refuses("Slack", ada.Email));
        Assert.Null(board.Refuses("Slack", eve.Email));
        var page = await stage.Lead.Read("/providers");
        Assert.Contains($"<td>{ada.Email}</td>", page);
        Assert.Contains("provider.switched", await stage.Lead.Read(Path(ada)));
        Assert.DoesNotContain("provider.switched", await stage.Lead.Read(Path(eve)));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await stage.Lead.Press(
                    "/providers",
                    [.. Off("Slack", "Not for you"), ("account", "nobody@x.test")]
                )
            ).StatusCode
        );
    }

    [Fact]
    public async Task What_drains_lets_run_what_runs_and_what_is_off_does_not()
    {
        var ada = await stage.Account();
        await stage.Fresh(stage.Lead);
        foreach (var (state, version) in new[] { ("drain", "0"), ("off", "1") })
        {
            await stage.Lead.Go(
                "/providers",
                ("provider", "OpenAI"),
                ("account", ada.Email),
                ("state", state),
                ("message", $"It rests: {state}."),
                ("version", version)
            );
            var board = await Board("OpenAI", ada, $"It rests: {state}.");

            Assert.Equal(state == "off" ? "It rests: off." : null, board.Ends("OpenAI", ada.Email));
        }
    }

    private static string Path(Member member) => $"/accounts/{Uri.EscapeDataString(member.Email)}";

    private static (string, string)[] Off(string provider, string says) =>
        [("provider", provider), ("state", "off"), ("message", says), ("version", "0")];

    // As Core has it, once it was told.
    private async Task<SwitchBoard> Board(string provider, Member of, string says)
    {
        var board = (SwitchBoard)Suite.Core.Provider.GetService(typeof(SwitchBoard))!;
        await Wait.Until(
            async () =>
            {
                await board.Read(TestContext.Current.CancellationToken);
                return board.Refuses(provider, of.Email) == says;
            },
            () => $"Core has not heard that {provider} is switched"
        );
        return board;
    }

    private string Code(Desk desk) =>
        LeadFuel.Admin.Operators.TotpCode.At(desk.Secret!, Suite.Time.GetUtcNow());

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private Task<object?> Change(string sql, Member of) => stage.Sql("admin", sql, of.Email);

    private Task<object?> Entries() =>
        stage.Sql(
            "admin",
            "select count(*) from operator_entries where action not in ('operator.signed-in', 'operator.confirmed')"
        );

    private Task<object?> Switches(string provider) =>
        stage.Sql("admin", "select count(*) from kill_switches where provider = $1", provider);

    private Task<object?> Dead(Member of, string kind, int count) =>
        stage.Sql(
            "scope",
            "insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at, done_at, last_error) select $1, gen_random_uuid(), $2, '{}', 3, 9, $3, false, $3, $3, 'Timeout 408' from generate_series(1, $4)",
            of.Email,
            kind,
            Suite.Time.GetUtcNow().UtcDateTime,
            count
        );

    // Once put back, they run and die again of what they are: their tries begin anew.
    private Task<object?> DeadOf(Member of, string kind) =>
        stage.Sql(
            "scope",
            "select count(*) from jobs where account_email = $1 and kind = $2 and attempts = 9",
            of.Email,
            kind
        );
}
