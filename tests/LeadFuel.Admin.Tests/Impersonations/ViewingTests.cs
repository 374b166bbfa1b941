using LeadFuel.Accounts;
using LeadFuel.Admin.Rpc;

namespace LeadFuel.Admin.Tests.Impersonations;

/// <summary>A viewing from its start in Admin, through the gateway, to the account's own log.</summary>
public sealed class ViewingTests(AdminSuite suite)
{
    private const string Mark = "X-LeadFuel-Impersonation";
    private const string Reason = "Ticket 4711: the list stays empty";

    [Fact]
    [Claim("T58")]
    [Claim("K3")]
    public async Task Every_answer_of_a_viewing_carries_the_mark_that_admin_made()
    {
        var ada = await Opened();
        var (browser, id) = await View(suite, ada);

        foreach (var path in (string[])["/api/core/bootstrap", "/api/scope/icps", "/api/core/none"])
        {
            var answer = await browser.Get(path);
            var mark = Assert.Single(answer.Headers.GetValues(Mark));
            Assert.StartsWith($"{id}; mode=read; until=", mark);
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }

        var bootstrap = await browser.Json("/api/core/bootstrap");
        Assert.Equal(
            ada.Email,
            bootstrap.GetProperty("impersonation").GetProperty("email").GetString()
        );
        Assert.False((await ada.Web.Get("/api/core/bootstrap")).Headers.Contains(Mark));
    }

    [Fact]
    [Claim("T58")]
    [Claim("K3")]
    public async Task A_header_or_an_invented_cookie_makes_no_viewing()
    {
        var ada = await Opened();
        var eve = await Opened();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/core/bootstrap");
        request.Headers.Add(
            Mark,
            $"{Guid.CreateVersion7()}; mode=read; until=2099-01-01T00:00:00Z"
        );
        request.Headers.Add("X-LeadFuel-Account", ada.Email);

        var answer = await eve.Web.Send(request);

        Assert.False(answer.Headers.Contains(Mark));
        Assert.Equal(
            eve.Email,
            (await answer.Json()).GetProperty("account").GetProperty("email").GetString()
        );
        var stranger = suite.Browser();
        await (
            await stranger.Post("/impersonation/enter", new { code = new string('A', 43) })
        ).Problem(HttpStatusCode.Forbidden, "impersonation-ended");
        await (await stranger.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Claim("T58")]
    public async Task A_viewing_changes_nothing_at_the_gateway_nor_past_it()
    {
        var ada = await Opened();
        var (browser, id) = await View(suite, ada);

        await (await browser.Post("/api/scope/icps", new { name = "Mine" })).Problem(
            HttpStatusCode.Forbidden,
            "impersonation-read-only"
        );
        var past = suite.Direct(
            "scope",
            () =>
                suite.Tokens.Mint(
                    "scope",
                    new TokenClaims(ada.Email)
                    {
                        Account = ada.Email,
                        Viewing = new Viewing("operator:o", id, Write: false),
                    }
                )
        );
        await (await past.Post("/icps", new { name = "Mine" })).Problem(
            HttpStatusCode.Forbidden,
            "impersonation-read-only"
        );
        Assert.Empty((await ada.Web.Json("/api/scope/icps")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    [Claim("T58")]
    public async Task A_viewing_takes_no_file_along()
    {
        var ada = await Opened();
        var (browser, _) = await View(suite, ada);
        var id = Guid.CreateVersion7();

        foreach (
            var path in (string[])
                [
                    $"/api/core/exports/{id}/content",
                    "/api/core/audit-entries/export",
                    $"/api/reach/campaigns/{id}/decisions.csv",
                    $"/api/reach/reply-files/{id}/content",
                ]
        )
        {
            await (await browser.Get(path)).Problem(
                HttpStatusCode.Forbidden,
                "impersonation-read-only"
            );
        }
    }

    [Fact]
    [Claim("T58")]
    public async Task After_thirty_minutes_a_viewing_is_over_by_itself()
    {
        await using var own = await suite.OwnTime();
        var ada = await Opened(own);
        var (browser, id) = await View(own, ada);
        own.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        (await browser.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();

        own.Advance(TimeSpan.FromSeconds(1));

        await (await browser.Get("/api/core/bootstrap")).Problem(HttpStatusCode.Unauthorized);
        await own.Drain(ada);
        Assert.Equal("time", await Ended(own, id));
    }

    [Fact]
    [Claim("T57")]
    public async Task Start_requests_and_end_are_in_the_operators_log_and_in_the_accounts_own()
    {
        var ada = await Opened();
        var (browser, id) = await View(suite, ada);
        (await browser.Get("/api/scope/icps")).EnsureSuccessStatusCode();
        await Client()
            .EndAsync(
                new EndRequest { Id = id, Cause = "operator" },
                cancellationToken: TestContext.Current.CancellationToken
            );
        await suite.Drain(ada);

        var own = (await ada.Web.Json("/api/core/audit-entries"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(entry => entry.GetProperty("via").GetString() == $"impersonation:{id}")
            .Select(entry => $"{entry.GetProperty("action")} {entry.GetProperty("detail")}")
            .ToList();
        Assert.Contains(own, line => line.Contains("viewing.started") && line.Contains(Reason));
        Assert.Contains(own, line => line.Contains("/api/scope/icps"));
        Assert.Contains(own, line => line.Contains("viewing.ended"));
        Assert.Equal("viewing.started viewing.entered viewing.ended", await Entries(id));
        await (await browser.Get("/api/scope/icps")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_lets_one_browser_in_and_only_for_thirty_seconds()
    {
        await using var own = await suite.OwnTime();
        var ada = await Opened(own);
        var started = await Start(own, ada.Email);
        var codes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    own.Browser().Post("/impersonation/enter", new { code = started.Code })
                )
        );
        Assert.Single(codes, answer => answer.StatusCode == HttpStatusCode.NoContent);

        var late = await Start(own, (await Opened(own)).Email);
        own.Advance(TimeSpan.FromSeconds(30));

        await (await own.Browser().Post("/impersonation/enter", new { code = late.Code })).Problem(
            HttpStatusCode.Forbidden,
            "impersonation-ended"
        );
    }

    [Fact]
    public async Task The_way_out_leads_to_the_account_in_admin_by_the_viewing_alone()
    {
        var ada = await Opened();
        var (browser, id) = await View(suite, ada);

        var answer = await browser.Post("/impersonation/exit");

        Assert.Equal($"/impersonation/ended?viewing={id}", answer.Headers.Location!.OriginalString);
        var page = await (
            await browser.Get(answer.Headers.Location.OriginalString)
        ).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(
            $"{suite.Admin.Http.GetLeftPart(UriPartial.Authority)}/viewings/{id}\"",
            page
        );
        Assert.DoesNotContain(ada.Email, page);
    }

    [Fact]
    [Claim("T57")]
    public async Task What_cannot_be_written_down_is_not_opened()
    {
        await using var own = await suite.Own(options => options);
        var ada = await Opened(own);
        await (await ada.Web.Post("/api/scope/icps", new { name = "Adas secret market" })).Json();
        var (browser, _) = await View(own, ada);
        Assert.Contains("Adas secret market", (await browser.Json("/api/scope/icps")).GetRawText());
        foreach (var table in (string[])["impersonated_requests", "jobs"])
        {
            await Sql(own, "admin", $"revoke insert on {table} from lf_admin_app");

            var answer = await browser.Get("/api/scope/icps");

            Assert.True((int)answer.StatusCode >= 500, $"{table}: {answer.StatusCode}");
            Assert.DoesNotContain(
                "Adas secret market",
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            await Sql(own, "admin", $"grant insert on {table} to lf_admin_app");
        }

        (await browser.Get("/api/scope/icps")).EnsureSuccessStatusCode();
    }

    // Admin knows an account once Core's job has told it.
    private Task<Member> Opened() => Opened(suite);

    internal static async Task<Member> Opened(Suite on)
    {
        var member = await on.SignUp();
        await Wait.Until(
            async () =>
            {
                await using var known = on.Sql("admin")
                    .CreateCommand("select count(*) from accounts where account_email = $1");
                known.Parameters.Add(new() { Value = member.Email });
                return (long)
                        (await known.ExecuteScalarAsync(TestContext.Current.CancellationToken))!
                    == 1;
            },
            () => "Admin does not know the account"
        );
        return member;
    }

    private Rpc.Impersonations.ImpersonationsClient Client() => Client(suite);

    private static Rpc.Impersonations.ImpersonationsClient Client(Suite on) =>
        new(on.Rpc("admin", "admin", new TokenClaims("service")));

    internal static async Task<StartReply> Start(
        Suite on,
        string account,
        string reason = Reason,
        string? by = null
    ) =>
        await Client(on)
            .StartAsync(
                new StartRequest
                {
                    Account = account,
                    Operator = by ?? Suite.NewAddress("operator"),
                    Reason = reason,
                },
                cancellationToken: TestContext.Current.CancellationToken
            );

    private static async Task<(Caller Browser, string Id)> View(Suite on, Member member)
    {
        var started = await Start(on, member.Email);
        var browser = on.Browser();
        var entered = await browser.Post("/impersonation/enter", new { code = started.Code });
        Assert.Equal(HttpStatusCode.NoContent, entered.StatusCode);
        return (browser, started.Id);
    }

    private static async Task<string> Ended(Suite on, string id)
    {
        await using var ended = on.Sql("admin")
            .CreateCommand("select end_cause from impersonations where id = $1");
        ended.Parameters.Add(new() { Value = Guid.Parse(id) });
        return (await ended.ExecuteScalarAsync(TestContext.Current.CancellationToken))!.ToString()!;
    }

    internal static async Task<object?> Sql(Suite on, string database, string sql)
    {
#pragma warning disable CA2100 // Written in the tests.
        await using var command = on.Sql(database).CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> Entries(string id)
    {
        await using var entries = suite
            .Sql("admin")
            .CreateCommand(
                "select string_agg(action, ' ' order by at, id) from operator_entries where subject = $1"
            );
        entries.Parameters.Add(new() { Value = id });
        return (string)(await entries.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
