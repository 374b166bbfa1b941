using System.Text.Json;
using System.Web;

namespace LeadFuel.Core.Tests.Subscriptions;

public sealed class CheckoutTests(CoreSuite suite)
{
    [Fact]
    [Claim("T38")]
    public async Task Who_pays_on_stripes_page_may_use_what_the_plan_covers_and_nobody_else_may()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await suite.EndTrial(ada);
        await suite.EndTrial(eve);

        var back = await Shop.Pay(await Shop.Choose(ada, "reach_monthly"));

        Assert.StartsWith($"{suite.Gateway.Http}settings/plan?paid=cs_", back.ToString());
        await Shop.Until(ada, "reach", "active stripe");
        Assert.Equal("read_only trial", await Shop.State(ada, "scope"));
        Assert.Equal("read_only trial", await Shop.State(eve, "reach"));
        var mine = await ada.Web.Json($"{Shop.Billing}/subscription");
        Assert.Equal(
            "reach_monthly",
            Assert
                .Single(mine.GetProperty("subscriptions").EnumerateArray())
                .GetProperty("plan")
                .GetString()
        );
        Assert.Empty(
            (await eve.Web.Json($"{Shop.Billing}/subscription"))
                .GetProperty("subscriptions")
                .EnumerateArray()
        );
        Assert.Contains(
            "reach: The subscription covers it.",
            (await ada.Web.Json("/api/core/audit-entries?action=plan.changed")).GetRawText()
        );
    }

    [Fact]
    public async Task The_services_themselves_refuse_what_no_plan_covers_until_it_is_paid()
    {
        var ada = await suite.SignUp();
        var icp = await (await ada.Web.Post("/api/scope/icps", new { name = "Fintech" })).Json();
        var synthesis = $"/icps/{icp.GetProperty("id").GetGuid()}/syntheses";
        await suite.EndTrial(ada);

        // Core's word is kept for a few seconds.
        await Wait.Until(
            async () => (await Start()).StatusCode == HttpStatusCode.Forbidden,
            () => "a synthesis begins without a plan"
        );
        var refused = await (await Start()).Problem(HttpStatusCode.Forbidden, "read-only-account");
        Assert.Contains("The trial ended on", refused.GetProperty("detail").GetString());
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");

        Assert.NotEqual(HttpStatusCode.Forbidden, (await Start()).StatusCode);

        Task<HttpResponseMessage> Start() =>
            ada.Scope.Post(synthesis, new { previewHash = new string('a', 64) });
    }

    [Fact]
    public async Task Two_tabs_and_a_double_click_lead_to_one_page_to_pay_on()
    {
        var ada = await suite.SignUp();

        var pages = await Task.WhenAll(Shop.Choose(ada), Shop.Choose(ada), Shop.Choose(ada));

        Assert.Single(pages.Distinct());
        Assert.Equal(pages[0], await Shop.Choose(ada));
        await Shop.Pay(pages[0]);
        await Shop.Until(ada, "orbit", "active stripe");
        await (
            await ada.Web.Post($"{Shop.Billing}/checkout-sessions", new { plan = "suite_monthly" })
        ).Problem(HttpStatusCode.Conflict, "already-subscribed");
    }

    [Fact]
    public async Task While_the_suite_is_paid_for_no_part_of_it_is_sold_besides()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Shop.Pay(await Shop.Choose(eve, "reach_monthly"));
        await Shop.Until(eve, "reach", "active stripe");
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "orbit", "active stripe");
        var before = (await Opened()).Count;

        foreach (var part in (string[])["scope", "reach", "signal", "orbit"])
        {
            var refused = await (
                await ada.Web.Post(
                    $"{Shop.Billing}/checkout-sessions",
                    new { plan = $"{part}_monthly" }
                )
            ).Problem(HttpStatusCode.Conflict, "already-subscribed");
            Assert.Contains(
                "The suite's plan is running",
                refused.GetProperty("detail").GetString(),
                StringComparison.Ordinal
            );
        }

        Assert.Equal(before, (await Opened()).Count);
        // Whoever has a part may take another, or the whole.
        await Shop.Choose(eve, "orbit_monthly");
        await Shop.Choose(eve);

        async Task<List<SandboxWorld.Recorded>> Opened()
        {
            var customer = await Shop.Customer(suite, ada);
            return
            [
                .. (await suite.Sandbox.Records("stripe")).Where(call =>
                    call.Method == "POST"
                    && call.Path.EndsWith("/checkout/sessions", StringComparison.Ordinal)
                    && call.Body.Contains(customer, StringComparison.Ordinal)
                ),
            ];
        }
    }

    [Fact]
    public async Task While_stripe_still_works_on_the_first_click_the_second_waits_for_its_answer()
    {
        var ada = await suite.SignUp();
        await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind = "conflict",
                times = 1,
                match = ada.Email.Split('@')[0],
            }
        );

        Assert.NotNull(await Shop.Choose(ada));
    }

    [Fact]
    public async Task Whose_notice_is_lost_is_active_by_asking_and_only_for_the_own_checkout()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var page = await Shop.Choose(ada);
        var customer = await Shop.Customer(suite, ada);
        await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind = "webhook_lost",
                times = 4,
                match = customer,
            }
        );
        var session = HttpUtility.ParseQueryString((await Shop.Pay(page)).Query)["paid"];
        await suite.Drain(ada);
        Assert.Equal("trialing trial", await Shop.State(ada, "scope"));

        var path = $"{Shop.Billing}/checkout-sessions/{session}/reconcile";
        await (await eve.Web.Post(path)).Problem(HttpStatusCode.NotFound);
        var told = await (await ada.Web.Post(path)).Json();

        Assert.Equal("complete", told.GetProperty("status").GetString());
        Assert.Equal("active stripe", await Shop.State(ada, "scope"));
        Assert.Equal("trialing trial", await Shop.State(eve, "scope"));
    }

    [Fact]
    public async Task Who_buys_a_second_plan_is_told_of_that_one_and_not_of_the_first()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Shop.Pay(await Shop.Choose(ada, "reach_monthly"));
        await Shop.Until(ada, "reach", "active stripe");
        await suite.Drain(ada);
        await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind = "webhook_lost",
                times = 4,
                match = await Shop.Customer(suite, ada),
            }
        );
        var back = await Shop.Pay(await Shop.Choose(ada, "signal_monthly"));
        var path =
            $"{Shop.Billing}/checkout-sessions/{HttpUtility.ParseQueryString(back.Query)["paid"]}";

        var waiting = await ada.Web.Json(path);
        await (await eve.Web.Get(path)).Problem(HttpStatusCode.NotFound);
        (await ada.Web.Post($"{path}/reconcile")).EnsureSuccessStatusCode();
        var done = await ada.Web.Json(path);

        Assert.Equal("signal_monthly", waiting.GetProperty("plan").GetString());
        Assert.False(waiting.GetProperty("active").GetBoolean());
        Assert.True(done.GetProperty("active").GetBoolean());
        Assert.All(
            (await ada.Web.Json($"{Shop.Billing}/subscription"))
                .GetProperty("subscriptions")
                .EnumerateArray(),
            subscription => Assert.True(subscription.GetProperty("goesOn").GetBoolean())
        );
    }

    [Fact]
    public async Task A_plan_is_called_active_only_once_what_it_covers_may_be_used()
    {
        var ada = await suite.SignUp();
        var back = await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "orbit", "active stripe");
        await suite.Drain(ada);
        var path =
            $"{Shop.Billing}/checkout-sessions/{HttpUtility.ParseQueryString(back.Query)["paid"]}";
        Assert.True((await ada.Web.Json(path)).GetProperty("active").GetBoolean());

        // As long as Stripe has not said that Orbit is covered.
        await Rows.Scalar(
            suite,
            "shared",
            "update entitlements set state = 3 where account_email = $1 and product = 'orbit'",
            ada.Email
        );

        Assert.False((await ada.Web.Json(path)).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task An_unpaid_page_gives_nothing()
    {
        var ada = await suite.SignUp();
        await suite.EndTrial(ada);
        var page = await Shop.Choose(ada);
        var session = page.Segments[^1];

        var told = await (
            await ada.Web.Post($"{Shop.Billing}/checkout-sessions/{session}/reconcile")
        ).Json();

        Assert.Equal("open", told.GetProperty("status").GetString());
        Assert.Equal("read_only trial", await Shop.State(ada, "scope"));
    }

    [Fact]
    public async Task The_way_to_manage_is_open_to_customers_and_new_at_each_click()
    {
        var ada = await suite.SignUp();
        await (await ada.Web.Post($"{Shop.Billing}/portal-sessions")).Problem(
            HttpStatusCode.Conflict,
            "no-subscription"
        );
        await Shop.Pay(await Shop.Choose(ada));

        var first = await (await ada.Web.Post($"{Shop.Billing}/portal-sessions")).Json();
        var second = await (await ada.Web.Post($"{Shop.Billing}/portal-sessions")).Json();

        Assert.NotEqual(first.GetRawText(), second.GetRawText());
        Assert.Equal(
            2,
            (await ada.Web.Json("/api/core/audit-entries?action=billing.portal-opened"))
                .GetProperty("items")
                .GetArrayLength()
        );
        Assert.Empty(
            await Rows.With(suite, new Uri(first.GetProperty("url").GetString()!).Segments[^1])
        );
    }

    [Theory]
    [InlineData("server_error", 12)]
    [InlineData("rate_limit", 12)]
    [InlineData("card_declined", 1)]
    public async Task When_stripe_fails_people_are_told_and_a_later_try_works(
        string kind,
        int times
    )
    {
        var ada = await suite.SignUp();
        // The prices may be known already; the customer is not.
        await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind,
                times,
                match = ada.Email.Split('@')[0],
            }
        );

        await (
            await ada.Web.Post($"{Shop.Billing}/checkout-sessions", new { plan = "suite_monthly" })
        ).Problem(HttpStatusCode.ServiceUnavailable);

        await suite.Sandbox.Heal("stripe");
        Assert.NotNull(await Shop.Choose(ada));
    }

    [Theory]
    [InlineData("""{"plan":"free_forever"}""")]
    [InlineData("""{"plan":""}""")]
    [InlineData("""{"plan":7}""")]
    [InlineData("{}")]
    public async Task What_is_no_plan_is_refused_in_words(string body)
    {
        var ada = await suite.SignUp();
        await (
            await ada.Web.Post(
                $"{Shop.Billing}/checkout-sessions",
                new StringContent(body, System.Text.Encoding.UTF8, "application/json")
            )
        ).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Claim("T22")]
    public async Task Stripe_gets_the_address_once_the_price_and_ids_and_nothing_else()
    {
        var ada = await suite.SignUp();
        var seen = await ada.Web.Get("/api/core/account");
        (
            await ada.Web.Patch("/api/core/account", new { name = "Adas Secret Pumps" }, seen.Tag())
        ).EnsureSuccessStatusCode();
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");
        await (await ada.Web.Post($"{Shop.Billing}/portal-sessions")).Json();
        string[] may =
        [
            "email",
            "metadata[account]",
            "mode",
            "customer",
            "client_reference_id",
            "line_items[0][price]",
            "line_items[0][quantity]",
            "subscription_data[metadata][account]",
            "success_url",
            "cancel_url",
            "return_url",
            "active",
            "lookup_keys[0]",
            "lookup_keys[1]",
            "lookup_keys[2]",
            "lookup_keys[3]",
            "lookup_keys[4]",
            "limit",
            "expand[0]",
            "status",
            "starting_after",
            "cancel_at_period_end",
        ];

        var customer = await Shop.Customer(suite, ada);
        var records = await suite.Sandbox.Records("stripe");
        var fields = records
            .SelectMany(record =>
            {
                var query = record.Path.Split('?', 2);
                return HttpUtility
                    .ParseQueryString(query.Length > 1 ? query[1] : "")
                    .AllKeys.Concat(HttpUtility.ParseQueryString(record.Body).AllKeys);
            })
            .OfType<string>()
            .Distinct();

        Assert.Empty(fields.Except(may));
        Assert.Contains(records, record => record.Body.Contains(customer));
        var addressed = Assert.Single(
            records,
            record => record.Body.Contains(Uri.EscapeDataString(ada.Email))
        );
        Assert.EndsWith("/customers", addressed.Path);
        Assert.DoesNotContain(records, record => record.Body.Contains("Secret"));
        Assert.DoesNotContain(records, record => record.Headers.ContainsKey("traceparent"));
        // A key that is ours to repeat, and says nothing.
        Assert.All(
            records.Where(record => record.Path.EndsWith("/checkout/sessions")),
            record => Assert.StartsWith("checkout:acct_", record.Headers["Idempotency-Key"])
        );
    }
}
