using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using LeadFuel.Core.Providers.Stripe;
using LeadFuel.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadFuel.Core.Tests.Subscriptions;

/// <summary>Stripe's notices as they come through the gateway: signed, in any order, any number of times.</summary>
public sealed class StripeEventTests(CoreSuite suite)
{
    [Fact]
    public void The_published_vector_holds_and_a_changed_byte_does_not()
    {
        const string body =
            """{"id":"evt_1","object":"event","type":"customer.subscription.updated"}""";
        const string header =
            "t=1767225600,v1=43899e1117b91a9e7d38d953ea81f796ac9384ed015a8e431a2797386989c3fb";
        var now = DateTimeOffset.FromUnixTimeSeconds(1767225600);

        Assert.True(StripeGate.Holds(body, header, "whsec_test_leadfuel", now));
        Assert.True(
            StripeGate.Holds(
                body,
                header.Replace(",v1=", ",v1=00ff,v1="),
                "whsec_test_leadfuel",
                now.AddSeconds(299)
            )
        );
        Assert.False(StripeGate.Holds(body + " ", header, "whsec_test_leadfuel", now));
        Assert.False(StripeGate.Holds(body, header, "whsec_test_leadfuel", now.AddSeconds(301)));
        Assert.False(StripeGate.Holds(body, header, "whsec_test_leadfuel", now.AddSeconds(-400)));
        foreach (var broken in (string[])["", "t=", "v1=x", "t=x,v1=y", ",,,", "t=1767225600"])
        {
            Assert.False(StripeGate.Holds(body, broken, "whsec_test_leadfuel", now));
        }
    }

    [Fact]
    public async Task A_forged_an_old_and_a_foreign_notice_leave_nothing()
    {
        var body = Body("evt_forged", "customer.subscription.updated", "cus_x");
        foreach (
            var request in (HttpRequestMessage[])
                [
                    Signed(body, secret: "whsec_of_somebody_else"),
                    Signed(body, at: suite.Time.GetUtcNow().AddMinutes(-6)),
                    Signed(body, at: suite.Time.GetUtcNow().AddMinutes(6)),
                    Signed(body, sent: body.Replace("cus_x", "cus_y")),
                    new(HttpMethod.Post, "/hooks/stripe")
                    {
                        Content = new StringContent(body, Encoding.UTF8, "application/json"),
                    },
                ]
        )
        {
            await (await suite.Browser().Send(request)).Problem(
                HttpStatusCode.Unauthorized,
                "bad-signature"
            );
        }

        Assert.Empty(await Rows.With(suite, "evt_forged"));
    }

    [Fact]
    public async Task Two_megabytes_are_too_large_at_the_gateway_and_at_core()
    {
        var large = new string(' ', 2 * 1024 * 1024);
        await (await suite.Browser().Send(Signed(large))).Problem(
            HttpStatusCode.RequestEntityTooLarge
        );
        var past = suite.Direct(
            "core",
            () => suite.Tokens.Mint("core", new TokenClaims("anonymous") { Route = "stripe" })
        );
        await (await past.Send(Signed(large))).Problem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"id":"evt_1","type":"x"}""")]
    [InlineData("""{"id":7,"type":"x","data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","type":"x","data":{"object":3}}""")]
    public async Task A_signed_notice_that_is_none_is_refused_in_words(string body) =>
        await (await suite.Browser().Send(Signed(body))).Problem(
            HttpStatusCode.BadRequest,
            "invalid"
        );

    [Fact]
    public async Task The_same_notice_again_is_taken_and_reads_nothing_anew()
    {
        var ada = await suite.SignUp();
        await Shop.Choose(ada);
        var id = $"evt_{Guid.CreateVersion7():N}";
        var body = Body(id, "invoice.paid", await Shop.Customer(suite, ada));

        for (var i = 0; i < 3; i++)
        {
            (await suite.Browser().Send(Signed(body))).EnsureSuccessStatusCode();
        }

        await suite.Drain(ada);
        Assert.Equal(
            1L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from jobs where account_email = $1 and kind = 'core.read-subscription'",
                ada.Email
            )
        );
    }

    [Theory]
    [InlineData("server_error")]
    [InlineData("reset_after")]
    [Claim("T39")]
    public async Task However_long_stripe_is_away_the_reading_waits_for_it(string kind)
    {
        var ada = await suite.SignUp();
        await Shop.Choose(ada);
        var customer = await Shop.Customer(suite, ada);
        var fault = await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind,
                match = customer,
            }
        );
        var body = Body($"evt_{Guid.CreateVersion7():N}", "invoice.paid", customer);
        (await suite.Browser().Send(Signed(body))).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        // An attempt that counts would be the last one some day.
        Assert.Equal(
            "0 0",
            await Rows.Scalar(
                suite,
                "core",
                "select state || ' ' || attempts from jobs where account_email = $1 and kind = 'core.read-subscription'",
                ada.Email
            )
        );
        await suite.Sandbox.Heal(fault);
        await Rows.Scalar(
            suite,
            "core",
            "with j as (update jobs set run_at = now() - interval '1 second' where account_email = $1 and kind = 'core.read-subscription' returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
            ada.Email
        );
        await suite.Drain(ada);
        Assert.Equal(
            1L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from jobs where account_email = $1 and kind = 'core.read-subscription' and state = 2",
                ada.Email
            )
        );
    }

    [Fact]
    public async Task A_notice_of_nobody_or_of_an_unknown_kind_is_taken_and_does_nothing()
    {
        var ada = await suite.SignUp();
        await Shop.Choose(ada);
        var (nobody, unknown) = (
            $"evt_{Guid.CreateVersion7():N}",
            $"evt_{Guid.CreateVersion7():N}"
        );

        (
            await suite.Browser().Send(Signed(Body(nobody, "invoice.paid", "cus_of_nobody")))
        ).EnsureSuccessStatusCode();
        (
            await suite
                .Browser()
                .Send(Signed(Body(unknown, "radar.warning", await Shop.Customer(suite, ada))))
        ).EnsureSuccessStatusCode();

        Assert.Equal(
            "suite@leadfuel.invalid",
            await Rows.Scalar(
                suite,
                "core",
                "select account_email from stripe_events where stripe_event_id = $1",
                nobody
            )
        );
        Assert.Equal(0L, await Jobs(ada));
    }

    [Fact]
    public async Task A_notice_that_claims_something_changes_nothing_that_stripe_does_not_say()
    {
        var ada = await suite.SignUp();
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");
        await suite.Drain(ada);

        // Days late and long untrue: it says that the subscription has ended.
        var body = Body(
            $"evt_{Guid.CreateVersion7():N}",
            "customer.subscription.deleted",
            await Shop.Customer(suite, ada)
        );
        (await suite.Browser().Send(Signed(body))).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal("active stripe", await Shop.State(ada, "scope"));
    }

    [Theory]
    [InlineData("webhook_duplicate")]
    [InlineData("webhook_two_signatures")]
    [InlineData("webhook_other_version")]
    [InlineData("webhook_null_version")]
    [InlineData("many_features")]
    public async Task However_stripe_tells_it_the_plan_becomes_active(string kind)
    {
        var ada = await suite.SignUp();
        var page = await Shop.Choose(ada);
        await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind,
                times = 10,
                match = await Shop.Customer(suite, ada),
            }
        );

        await Shop.Pay(page);

        await Shop.Until(ada, "orbit", "active stripe");
    }

    [Fact]
    public async Task An_ended_subscription_leaves_everything_readable()
    {
        var ada = await suite.SignUp();
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");
        // The right is written before the subscription, in another database.
        await suite.Drain(ada);
        await Rows.Scalar(
            suite,
            "shared",
            "update entitlements set trial_ends_at = now() - interval '1 day' where account_email = $1 and source = 'trial'",
            ada.Email
        );
        var subscription = (string)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select stripe_subscription_id from subscriptions where account_email = $1",
                    ada.Email
                )
            )!;

        await Shop.AtStripe(suite, HttpMethod.Delete, $"subscriptions/{subscription}");

        await Shop.Until(ada, "scope", "read_only stripe");
        (await ada.Web.Get("/api/scope/icps")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_customer_who_was_deleted_at_stripe_may_choose_a_plan_again_as_a_new_one()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        foreach (var member in (Member[])[ada, eve])
        {
            await Shop.Pay(await Shop.Choose(member, "reach_monthly"));
            await Shop.Until(member, "reach", "active stripe");
            await suite.Drain(member);
        }

        var before = await Shop.Customer(suite, ada);

        await Shop.AtStripe(suite, HttpMethod.Delete, $"customers/{before}");
        await Wait.Until(
            async () =>
                await Rows.Scalar(
                    suite,
                    "core",
                    "select 1 from billing_customers where account_email = $1",
                    ada.Email
                )
                    is null,
            () => "the deleted customer is still known"
        );
        await suite.Drain(ada);
        Assert.Equal("trialing trial", await Shop.State(ada, "reach"));
        Assert.Equal("active stripe", await Shop.State(eve, "reach"));

        await Shop.Pay(await Shop.Choose(ada, "reach_monthly"));
        await Shop.Until(ada, "reach", "active stripe");
        Assert.NotEqual(before, await Shop.Customer(suite, ada));
    }

    [Fact]
    [Claim("T09")]
    public async Task Of_billing_there_are_stripes_ids_and_states_in_cores_tables_alone()
    {
        var ada = await suite.SignUp();
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");
        await suite.Drain(ada);
        var customer = await Shop.Customer(suite, ada);
        var subscription = (string)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select stripe_subscription_id from subscriptions where account_email = $1",
                    ada.Email
                )
            )!;

        Assert.Equal("core.billing_customers", Assert.Single(await Rows.With(suite, customer)));
        Assert.Empty(
            (await Rows.With(suite, subscription)).Except([
                "core.subscriptions",
                "core.stripe_events",
            ])
        );
        foreach (var id in (string[])[customer, subscription])
        {
            Assert.DoesNotContain(suite.Logs.Lines, line => line.Text.Contains(id));
        }

        // Nothing of an amount, a card or an invoice.
        var columns = (string)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select string_agg(column_name, ' ') from information_schema.columns where table_name in ('billing_customers', 'subscriptions', 'checkouts', 'stripe_events')"
                )
            )!;
        Assert.DoesNotMatch("card|brand|last4|amount|invoice|iban|address_line", columns);
    }

    private Task<object?> Jobs(Member member) =>
        Rows.Scalar(
            suite,
            "core",
            "select count(*) from jobs where account_email = $1 and kind = 'core.read-subscription'",
            member.Email
        );

    private static string Body(string id, string type, string customer) =>
        $$$$"""{"id":"{{{{id}}}}","object":"event","api_version":null,"type":"{{{{type}}}}","data":{"object":{"id":"sub_x","object":"subscription","customer":"{{{{customer}}}}","status":"canceled"}}}""";

    /// <summary>Signed over `body`, whatever is then sent.</summary>
    private HttpRequestMessage Signed(
        string body,
        string? secret = null,
        DateTimeOffset? at = null,
        string? sent = null
    )
    {
        secret ??= suite
            .Core.Provider.GetRequiredService<IOptionsMonitor<ProviderOptions>>()
            .Get("Stripe")
            .HookSecret;
        var seconds = (at ?? suite.Time.GetUtcNow())
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var v1 = Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret),
                Encoding.UTF8.GetBytes($"{seconds}.{body}")
            )
        );
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/stripe")
        {
            Content = new StringContent(sent ?? body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Stripe-Signature", $"t={seconds},v1={v1}");
        return request;
    }
}
