using System.Text.Json;
using LeadFuel.Core.Integrations;
using LeadFuel.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Core.Tests.Integrations;

public sealed class WebhookTests(CoreSuite suite)
{
    [Fact]
    [Claim("T34")]
    public async Task Each_event_is_signed_with_a_secret_of_that_account_alone()
    {
        var ada = await Told.Open(suite);
        var eve = await Told.Open(suite);
        await ada.Switch("icp.ready");

        await ada.Ready("Fintech");

        var mine = await ada.Secret();
        var got = Assert.Single(await ada.All(mine));
        Assert.True(got.Holds, "the own secret does not verify it");
        Assert.False(Assert.Single(await ada.All(await eve.Secret())).Holds);
        Assert.Equal("LeadFuel-Webhooks/1", got.Headers["User-Agent"]);
        Assert.StartsWith("msg_", got.Headers["webhook-id"]);
        Assert.DoesNotContain(
            got.Headers.Keys,
            name =>
                name.ToLowerInvariant()
                    is "traceparent"
                        or "tracestate"
                        or "baggage"
                        or "cookie"
                        or "x-forwarded-for"
        );
        Assert.Empty(await eve.All());
        Assert.Empty(await eve.Log());
    }

    [Fact]
    public async Task For_a_day_after_a_new_secret_both_verify()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        var old = await ada.Secret();
        var anew = (await (await ada.Member.Web.Post($"{Told.Api}/webhook/new-secret")).Json())
            .GetProperty("secret")
            .GetString()!;

        await ada.Ready("Fintech");

        Assert.NotEqual(old, anew);
        Assert.True(Assert.Single(await ada.All(old)).Holds);
        Assert.True(Assert.Single(await ada.All(anew)).Holds);
        await Rows.Scalar(
            suite,
            "core",
            "update channels set old_secret_until = now() where account_email = $1",
            ada.Member.Email
        );
        await ada.Ready("Retail");
        Assert.Equal([true, false], (await ada.All(old)).Select(one => one.Holds));
    }

    [Fact]
    public async Task While_the_old_secret_still_signs_no_third_one_ends_it()
    {
        var (ada, eve) = (await Told.Open(suite), await Told.Open(suite));
        await ada.Switch("icp.ready");
        var old = await ada.Secret();
        (await ada.Member.Web.Post($"{Told.Api}/webhook/new-secret")).EnsureSuccessStatusCode();

        var refused = await (await ada.Member.Web.Post($"{Told.Api}/webhook/new-secret")).Problem(
            HttpStatusCode.Conflict,
            "secret-overlap"
        );

        Assert.Contains("can be made after", refused.GetProperty("detail").GetString());
        await ada.Ready("Fintech");
        Assert.True(Assert.Single(await ada.All(old)).Holds);
        (await eve.Member.Web.Post($"{Told.Api}/webhook/new-secret")).EnsureSuccessStatusCode();
        await Rows.Scalar(
            suite,
            "core",
            "update channels set old_secret_until = now() where account_email = $1",
            ada.Member.Email
        );
        (await ada.Member.Web.Post($"{Told.Api}/webhook/new-secret")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Nothing_leaves_and_nothing_is_kept_of_an_event_that_is_not_switched_on()
    {
        var ada = await Told.Open(suite);
        await ada.Ready("Fintech");
        Assert.Empty(await ada.All());
        Assert.Empty(await ada.Log());

        await ada.Switch("icp.ready");
        await ada.Ready("Retail");
        Assert.Single(await ada.All());

        await ada.Switch("icp.ready", send: false);
        await ada.Ready("Health");
        Assert.Single(await ada.All());
    }

    [Fact]
    [Claim("T35")]
    public async Task Of_what_is_told_nothing_is_kept_and_customer_data_goes_only_when_asked_for()
    {
        var ada = await Told.Open(suite);
        var planted = $"Zebrafish {Guid.CreateVersion7():N}";
        await ada.Switch("icp.ready");
        await ada.Ready(planted);
        var bare = Assert.Single(await ada.All());
        Assert.DoesNotContain("Zebrafish", bare.Body);
        Assert.False(bare.Json.GetProperty("data").TryGetProperty("details", out _));
        var before = await Rows.With(suite, planted);

        await ada.Switch("icp.ready", details: true);
        await ada.Ready(planted + " too");

        var full = (await ada.All())[1];
        Assert.Equal(
            planted + " too",
            full.Json.GetProperty("data").GetProperty("details").GetProperty("icp").GetString()
        );
        Assert.Equal(before, await Rows.With(suite, planted));
        // The account's own log says by name what was made; that is no part of the telling.
        Assert.Equal(["core.audit_entries", "scope.icps", "scope.jobs"], before);
        var line = (await ada.Log())[0];
        Assert.Equal(full.Body.Length, Try(line).GetProperty("bytes").GetInt32());
        Assert.Equal(
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(
                    System.Text.Encoding.UTF8.GetBytes(full.Body)
                )
            ),
            Try(line).GetProperty("bodySha256").GetString()
        );
    }

    [Fact]
    public async Task What_is_deleted_before_it_could_be_told_ends_as_gone()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await ada.Happened(Guid.CreateVersion7());
        await suite.Drain(ada.Member);

        Assert.Empty(await ada.All());
        Assert.Equal("gone", Told.State(await ada.Line()));
    }

    [Fact]
    public async Task What_was_switched_off_or_disconnected_meanwhile_is_dropped()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await ada.Break(Fault(ada, "status", times: 1));
        await ada.Ready("Fintech");
        await ada.Switch("icp.ready", send: false);
        await ada.Hurry();
        Assert.Equal("dropped", Told.State(await ada.Line()));

        (await ada.Member.Web.Delete($"{Told.Api}/webhook")).EnsureSuccessStatusCode();
        var told = await ada.Member.Web.Json(Told.Api);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("webhook").ValueKind);
        Assert.Equal(
            0L,
            await Rows.Scalar(
                suite,
                "core",
                "select (select count(*) from channels where account_email = $1) + (select count(*) from channel_events where account_email = $1)",
                ada.Member.Email
            )
        );
        await (
            await ada.Member.Web.Post(
                $"/api/core/deliveries/{(await ada.Line()).GetProperty("id").GetGuid()}/again"
            )
        ).Problem(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("status", 500, "refused")]
    [InlineData("status", 404, "refused")]
    [InlineData("redirect", 302, "redirect")]
    [InlineData("reset", 0, "broken")]
    // The status had come.
    [InlineData("reset_after_headers", 200, "")]
    [InlineData("reset_after_headers", 500, "refused")]
    [InlineData("endless", 200, "")]
    public async Task After_each_answer_follows_what_the_rules_say(
        string kind,
        int status,
        string error
    )
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await ada.Break(Fault(ada, kind, status, times: 1));
        await ada.Ready("Fintech");

        var line = await ada.Line();
        Assert.Equal(status is 200 ? "delivered" : "waiting", Told.State(line));
        Assert.Equal(status, Try(line).GetProperty("status").GetInt32());
        Assert.Equal(error, Try(line).GetProperty("error").GetString());
        if (status != 200)
        {
            await ada.Hurry();
            Assert.Equal("delivered", Told.State(await ada.Line()));
            var tries = await ada.All();
            Assert.Equal(2, tries.Count);
            Assert.Single(tries.Select(one => one.Headers["webhook-id"]).Distinct());
        }

        Assert.DoesNotContain(
            await suite.Sandbox.Records("webhook"),
            record => record.Path.EndsWith($"{ada.Name}-elsewhere", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Tries_follow_the_schedule_and_end_and_a_person_can_ask_again()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await ada.Break(Fault(ada, "status", 500, times: 8));
        await ada.Ready("Fintech");
        foreach (var step in Deliver.Steps)
        {
            var line = await ada.Line();
            Assert.Equal("waiting", Told.State(line));
            var wait =
                line.GetProperty("nextAt").GetDateTimeOffset()
                - Try(line).GetProperty("at").GetDateTimeOffset();
            Assert.InRange(wait / step, 0.79, 1.21);
            await ada.Hurry();
        }

        Assert.Equal("failed", Told.State(await ada.Line()));
        Assert.Equal(8, (await ada.All()).Count);
        var id = (await ada.Line()).GetProperty("id").GetGuid();
        var eve = await suite.SignUp();
        await (await eve.Web.Post($"/api/core/deliveries/{id}/again")).Problem(
            HttpStatusCode.NotFound
        );
        await (await ada.Member.Web.Post($"/api/core/deliveries/{id}/again")).Json();
        await suite.Drain(ada.Member);
        Assert.Equal("delivered", Told.State(await ada.Line()));
        Assert.Single((await ada.All()).Select(one => one.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task A_receiver_that_asks_for_a_pause_gets_it_for_all_that_waits()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await ada.Break(Fault(ada, "status", 429, times: 1, retryAfter: 3600));
        await ada.Ready("Fintech");
        await ada.Ready("Retail");

        Assert.Single(await ada.All());
        Assert.All(await ada.Log(), line => Assert.Equal("waiting", Told.State(line)));
        await ada.Hurry();
        await ada.Hurry();
        Assert.All(await ada.Log(), line => Assert.Equal("delivered", Told.State(line)));
    }

    [Fact]
    public async Task A_receiver_that_says_gone_is_told_nothing_more_until_a_test_reaches_it()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await ada.Break(Fault(ada, "status", 410, times: 1));
        await ada.Ready("Fintech");
        await ada.Ready("Retail");

        Assert.Single(await ada.All());
        Assert.Equal("failed", Told.State(await ada.Line()));
        var told = (await ada.Member.Web.Json(Told.Api)).GetProperty("webhook");
        Assert.Equal("gone", told.GetProperty("stoppedBecause").GetString());
        Assert.Contains(
            "was switched off (gone)",
            (
                await ada.Member.Web.Json("/api/core/audit-entries?action=channel.stopped")
            ).GetRawText()
        );
        await ada.Test();
        await ada.Ready("Health");
        Assert.Equal(2, (await ada.All()).Count);
    }

    [Fact]
    public async Task While_an_operator_has_it_switched_off_events_wait()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready");
        await Switched(ada.Member, "off");
        await ada.Ready("Fintech");
        var refused = await (
            await ada.Member.Web.Post($"{Told.Api}/webhook/test", new { })
        ).Problem(HttpStatusCode.ServiceUnavailable, "provider-disabled");
        Assert.Equal("Back at noon.", refused.GetProperty("detail").GetString());
        Assert.Empty(await ada.All());
        Assert.Equal("waiting", Told.State(await ada.Line()));

        await Switched(ada.Member, "on");
        await ada.Hurry();
        Assert.Single(await ada.All());
    }

    [Fact]
    public async Task Acts_stand_in_the_log_calls_in_the_ledger_and_the_address_is_sealed()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("icp.ready", details: true);
        await ada.Secret();
        var log = (await ada.Member.Web.Json("/api/core/audit-entries")).GetRawText();
        foreach (
            var act in (string[])["channel.connected", "channel.event-set", "channel.secret-shown"]
        )
        {
            Assert.Contains(act, log);
        }

        Assert.Contains(
            "core.webhook",
            (await ada.Member.Web.Json("/api/core/egress-calls")).GetRawText()
        );
        var secret = await ada.Secret();
        Assert.Empty(await Rows.With(suite, secret["whsec_".Length..]));
        Assert.DoesNotContain("core.channels", await Rows.With(suite, ada.Name));
    }

    private static object Fault(
        Told of,
        string kind,
        int status = 500,
        int times = 1,
        int? retryAfter = null
    ) =>
        new
        {
            vendor = "webhook",
            kind,
            status,
            times,
            retryAfter,
            match = of.Name,
        };

    private static JsonElement Try(JsonElement line) =>
        line.GetProperty("tries").EnumerateArray().Last();

    private async Task Switched(Member member, string state)
    {
        await Rows.Scalar(
            suite,
            "core",
            "insert into provider_switches (account_email, provider, state, says) values ($1, 'Webhook', $2, 'Back at noon.') on conflict (account_email, provider) do update set state = excluded.state",
            member.Email,
            state
        );
        await suite
            .Core.Provider.GetRequiredService<SwitchBoard>()
            .Read(TestContext.Current.CancellationToken);
    }
}
