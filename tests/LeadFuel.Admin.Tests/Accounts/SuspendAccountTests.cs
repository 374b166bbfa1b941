using LeadFuel.Admin.Tests.Operators;

namespace LeadFuel.Admin.Tests.Accounts;

/// <summary>An operator stops an account: its members read why, may take everything along, and find everything again.</summary>
[Collection(typeof(AllServices))]
public sealed class SuspendAccountTests(WholeStage stage)
{
    private const string Why = "Mails to bought lists of addresses";
    private const string Back = "The lists were their own after all";

    private static readonly string[] Services =
    [
        "core",
        "scope",
        "reach",
        "signal",
        "orbit",
        "admin",
    ];

    private Suite Suite => stage.Suite;

    [Fact]
    public async Task Its_members_read_why_and_since_when_and_may_only_take_everything_along()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        foreach (var member in (Member[])[ada, eve])
        {
            (await member.Web.Get("/api/scope/icps")).EnsureSuccessStatusCode();
        }

        await Suspend(ada);

        // A browser that was signed in is not signed out, and one that signs in now comes no further.
        var back = await Suite.SignUp(ada.Email);
        foreach (var member in (Member[])[ada, back])
        {
            await Answers(member, "account-suspended");
            foreach (
                var closed in (string[])
                    ["/api/core/audit-entries", "/api/core/sessions", "/api/reach/campaigns"]
            )
            {
                await (await member.Web.Get(closed)).Problem(
                    HttpStatusCode.Forbidden,
                    "account-suspended"
                );
            }

            Assert.Equal("suspended", await State(member));
            var told = (await member.Web.Json("/api/core/suspension")).GetProperty("suspension");
            Assert.Equal(Why, told.GetProperty("reason").GetString());
            Assert.Equal(Suite.Time.GetUtcNow(), told.GetProperty("since").GetDateTimeOffset());
        }

        (await back.Web.Post("/api/core/exports")).EnsureSuccessStatusCode();
        await Suite.Drain(ada);
        var export = (await back.Web.Json("/api/core/exports")).GetProperty("items")[0];
        Assert.Equal("ready", export.GetProperty("state").GetString());
        (
            await back.Web.Get($"/api/core/exports/{export.GetProperty("id").GetString()}/content")
        ).EnsureSuccessStatusCode();
        Assert.Contains(
            await Suite.Sandbox.Mails(ada.Email),
            mail => mail.Text!.Contains(Why, StringComparison.Ordinal)
        );

        (await eve.Web.Get("/api/scope/icps")).EnsureSuccessStatusCode();
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await eve.Web.Json("/api/core/suspension")).GetProperty("suspension").ValueKind
        );
        Assert.Empty(await Suite.Sandbox.Mails(eve.Email));
    }

    [Fact]
    public async Task Work_rests_in_every_service_until_it_is_lifted_and_both_logs_say_who_and_why()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Suspend(ada);
        await Suite.Drain(ada);

        foreach (var service in Services)
        {
            Assert.True(await Held(service, ada), $"{service} goes on");
            Assert.False(await Held(service, eve), $"{service} stopped for another account");
        }

        var page = await stage.Lead.Read(Path(ada));
        Assert.Contains($"by operator:{stage.Lead.Email}: {Why}", page);
        Assert.Contains("Only an account in use can be viewed.", page);
        var list = $"/?query={Uri.EscapeDataString(ada.Email)}&state=suspended";
        Assert.Contains(Path(ada), await stage.Lead.Read(list));
        await stage.Fresh(stage.Lead);
        Assert.Equal(HttpStatusCode.Conflict, (await Press(ada, "suspend", Why)).StatusCode);

        await stage.Lead.Go($"{Path(ada)}/unsuspend", ("reason", Back));
        await Suite.Drain(ada);

        await Answers(ada, null);
        Assert.Equal("active", await State(ada));
        foreach (var service in Services)
        {
            Assert.False(await Held(service, ada), $"{service} stands still");
        }

        Assert.DoesNotContain(Path(ada), await stage.Lead.Read(list));
        Assert.Equal(HttpStatusCode.Conflict, (await Press(ada, "unsuspend", Back)).StatusCode);
        Assert.Contains(
            await Suite.Sandbox.Mails(ada.Email),
            mail => mail.Subject == "Your account is open again"
        );
        foreach (
            var (theirs, ours, reason) in new[]
            {
                ("account.suspended", "suspension.asked", Why),
                ("account.unsuspended", "suspension.lift-asked", Back),
            }
        )
        {
            var told = await ada.Web.Json($"/api/core/audit-entries?action={theirs}");
            Assert.Contains($"operator:{stage.Lead.Email}", told.GetRawText());
            Assert.Contains(reason, told.GetRawText());
            Assert.Equal(
                true,
                await stage.Sql(
                    "admin",
                    "select count(*) > 0 from operator_entries where account_email = $1 and operator = $2 and action = $3 and detail = $4",
                    ada.Email,
                    stage.Lead.Email,
                    ours,
                    reason
                )
            );
        }

        Assert.DoesNotContain(
            "suspended",
            (await eve.Web.Json("/api/core/audit-entries")).GetRawText()
        );
    }

    [Fact]
    public async Task A_deletion_and_a_suspension_hold_each_by_itself()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Suspend(ada);
        var owner = await AskForDeletion(ada);
        await Answers(owner, "deletion-pending");
        Assert.Equal(
            Why,
            (await owner.Web.Json("/api/core/suspension"))
                .GetProperty("suspension")
                .GetProperty("reason")
                .GetString()
        );

        (await owner.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await Suite.Drain(ada);

        await Answers(owner, "account-suspended");
        Assert.Equal("suspended", await State(owner));
        await Rests(ada, true);

        owner = await AskForDeletion(ada);
        await stage.Fresh(stage.Lead);
        await stage.Lead.Go($"{Path(ada)}/unsuspend", ("reason", Back));
        await Suite.Drain(ada);

        await Answers(owner, "deletion-pending");
        await Rests(ada, true);
        Assert.DoesNotContain(
            await Suite.Sandbox.Mails(ada.Email),
            mail => mail.Subject == "Your account is open again"
        );

        (await owner.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await Suite.Drain(ada);

        await Answers(owner, null);
        await Rests(ada, false);
        (await eve.Web.Get("/api/scope/icps")).EnsureSuccessStatusCode();
    }

    [Fact]
    [Claim("T57")]
    public async Task A_viewing_of_it_ends_both_logs_say_why_and_none_begins()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        using var helper = await stage.Operator("support");
        await stage.Fresh(helper);
        (string, string)[] said =
        [
            ("category", "support"),
            ("ticket", "4711"),
            ("reason", "The list stays empty"),
        ];
        var to = await helper.Go($"{Path(ada)}/view", said);
        var browser = Suite.Browser();
        var code = to[(to.IndexOf('#', StringComparison.Ordinal) + 1)..];
        (await browser.Post("/impersonation/enter", new { code })).EnsureSuccessStatusCode();
        (await browser.Get("/api/scope/icps")).EnsureSuccessStatusCode();

        await Suspend(ada);
        await Suite.Drain(ada);

        await (await browser.Get("/api/scope/icps")).Problem(HttpStatusCode.Unauthorized);
        Assert.Equal(
            "suspension",
            await stage.Sql(
                "admin",
                "select detail from operator_entries where account_email = $1 and action = 'viewing.ended'",
                ada.Email
            )
        );
        Assert.Equal(
            1L,
            await stage.Sql(
                "core",
                "select count(*) from audit_entries where account_email = $1 and action = 'viewing.ended' and position('(suspension)' in detail) > 0",
                ada.Email
            )
        );
        await stage.Fresh(helper);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await helper.Press($"{Path(ada)}/view", said)).StatusCode
        );
        await helper.Go($"{Path(eve)}/view", said);
        Assert.Equal(
            1L,
            await stage.Sql(
                "core",
                "select count(*) from audit_entries where account_email = $1 and action = 'viewing.started'",
                ada.Email
            )
        );
    }

    [Theory]
    [InlineData("too short")]
    [InlineData("two lines\nof a reason")]
    [InlineData("")]
    public async Task Without_a_reason_for_its_members_nothing_happens(string reason)
    {
        var ada = await stage.Account();
        await stage.Fresh(stage.Lead);

        foreach (var act in (string[])["suspend", "unsuspend"])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await Press(ada, act, reason)).StatusCode);
        }

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Press(ada, "suspend", new string('x', 501))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await stage.Lead.Press("/accounts/nobody%40x.test/suspend", ("reason", Why))
            ).StatusCode
        );
        (await ada.Web.Get("/api/scope/icps")).EnsureSuccessStatusCode();
        Assert.Equal(0L, await Suspensions(ada));
        Assert.DoesNotContain("suspension.", await stage.Lead.Read(Path(ada)));
    }

    [Fact]
    public async Task It_wants_a_code_of_the_last_quarter_of_an_hour()
    {
        var ada = await stage.Account();
        await stage.Fresh(stage.Lead);
        Suite.Advance(TimeSpan.FromMinutes(16));

        Assert.Equal(HttpStatusCode.Unauthorized, (await Press(ada, "suspend", Why)).StatusCode);

        Assert.Equal(0L, await Suspensions(ada));
        Assert.DoesNotContain("suspension.asked", await stage.Lead.Read(Path(ada)));
    }

    [Fact]
    public async Task Connections_jobs_and_deliveries_stand_on_its_page_and_nothing_that_a_customer_wrote()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        var phrase = $"numbat{Guid.CreateVersion7():N}";
        foreach (
            var (path, body) in new (string, object)[]
            {
                ("/api/scope/icps", new { name = phrase }),
                ("/api/reach/campaigns", new { name = phrase, goal = phrase }),
                ("/api/reach/domains", new { name = $"{phrase}.customers.test" }),
                ("/api/signal/posts", new { text = phrase, brief = phrase }),
            }
        )
        {
            (await ada.Web.Post(path, body)).EnsureSuccessStatusCode();
        }

        await stage.Sql(
            "core",
            """
            insert into deliveries (account_email, id, kind, channel_id, event_id, type, subject_id, happened_at, test, state, round, doubts, created_at)
            select $1, gen_random_uuid(), 0, gen_random_uuid(), gen_random_uuid(), 'icp.ready', gen_random_uuid(), $2, false, 3, 1, 0, $2 from generate_series(1, 3)
            """,
            ada.Email,
            Suite.Time.GetUtcNow().UtcDateTime
        );
        await Suite.Drain(ada);
        await stage.Fresh(stage.Lead);

        var page = await stage.Lead.Read(Path(ada));
        var other = await stage.Lead.Read(Path(eve));

        Assert.Contains("<td>sending_domain</td>", page);
        Assert.DoesNotContain("<td>sending_domain</td>", other);
        Assert.Contains("<td>failed</td><td>3</td>", page);
        Assert.DoesNotContain("<td>failed</td>", other);
        Assert.Contains("<th scope=\"col\">leased</th>", page);
        Assert.Contains("<td>none yet</td>", page);
        Assert.DoesNotContain(phrase, page);
        foreach (
            var path in (string[])
                [
                    "/",
                    $"/?query={Uri.EscapeDataString(ada.Email)}&product=reach",
                    "/jobs?state=done",
                    "/jobs?state=ready",
                    $"/jobs?account={Uri.EscapeDataString(ada.Email)}",
                    "/log",
                    "/providers",
                    "/operators",
                    "/sessions",
                ]
        )
        {
            Assert.DoesNotContain(phrase, await stage.Lead.Read(path));
        }
    }

    private async Task Suspend(Member member)
    {
        await stage.Fresh(stage.Lead);
        await stage.Lead.Go($"{Path(member)}/suspend", ("reason", Why));
    }

    private Task<HttpResponseMessage> Press(Member member, string act, string reason) =>
        stage.Lead.Press($"{Path(member)}/{act}", ("reason", reason));

    // Asks as an owner who has just signed in; everybody is signed out then, so the answer is another browser of theirs.
    private async Task<Member> AskForDeletion(Member member)
    {
        var browser = await Suite.SignUp(member.Email);
        (
            await browser.Web.Post("/api/core/deletion", new { account = member.Email })
        ).EnsureSuccessStatusCode();
        await Suite.Drain(member);
        return await Suite.SignUp(member.Email);
    }

    // The gateway hears of it from the database, a moment later. Null: it is open.
    private static async Task Answers(Member member, string? type)
    {
        var last = "";
        await Wait.Until(
            async () =>
            {
                var answer = await member.Web.Get("/api/scope/icps");
                last = await answer.Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken
                );
                return type is null
                    ? answer.StatusCode == HttpStatusCode.OK
                    : answer.StatusCode == HttpStatusCode.Forbidden
                        && last.Contains($"/problems/{type}", StringComparison.Ordinal);
            },
            () => $"{type ?? "open"} was awaited: {last}"
        );
    }

    private static async Task<string?> State(Member member) =>
        (await member.Web.Json("/api/core/bootstrap"))
            .GetProperty("account")
            .GetProperty("state")
            .GetString();

    private async Task Rests(Member member, bool held)
    {
        foreach (var service in Services)
        {
            Assert.True(await Held(service, member) == held, $"{service}: held is not {held}");
        }
    }

    private async Task<bool> Held(string service, Member member) =>
        await stage.Sql(
            service,
            "select count(*) from job_lanes where account_email = $1 and held",
            member.Email
        )
            is 1L;

    private Task<object?> Suspensions(Member member) =>
        stage.Sql(
            "core",
            "select count(*) from suspensions where account_email = $1",
            member.Email
        );

    private static string Path(Member member) => $"/accounts/{Uri.EscapeDataString(member.Email)}";
}
