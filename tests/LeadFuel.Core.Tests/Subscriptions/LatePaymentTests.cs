using System.Text.Json;

namespace LeadFuel.Core.Tests.Subscriptions;

/// <summary>A card that is refused at the end of a period.</summary>
public sealed class LatePaymentTests(CoreSuite suite)
{
    [Theory]
    [InlineData("suite_monthly", "scope_monthly")]
    [InlineData("orbit_monthly", "orbit_monthly")]
    public async Task While_a_payment_is_missing_nothing_is_sold_twice_and_paying_it_puts_all_right(
        string plan,
        string wanted
    )
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Shop.Pay(await Shop.Choose(ada, plan));
        await Shop.Until(ada, "orbit", "active stripe");
        await Shop.Pay(await Shop.Choose(eve, plan));
        await Shop.Until(eve, "orbit", "active stripe");

        await AtPortal(ada, "miss");
        await Until(ada, late: true);

        var refused = await (
            await ada.Web.Post($"{Shop.Billing}/checkout-sessions", new { plan = wanted })
        ).Problem(HttpStatusCode.Conflict, "already-subscribed");
        Assert.Contains(
            "is missing. Nothing was charged",
            refused.GetProperty("detail").GetString()
        );
        // A week passes before anything is taken away, and nobody else is late.
        Assert.Equal("active stripe", await Shop.State(ada, "orbit"));
        Assert.Equal(JsonValueKind.Null, (await Late(eve)).ValueKind);

        await AtPortal(ada, "settle");
        await Until(ada, late: false);
        Assert.Equal("active stripe", await Shop.State(ada, "orbit"));
    }

    [Fact]
    public async Task A_missing_payment_leaves_a_week_of_use_two_of_reading_and_the_export_always()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");
        own.Advance(TimeSpan.FromDays(15));
        ada = await own.SignUp(ada.Email);
        await AtPortal(ada, "miss", own);
        await Until(ada, late: true);

        foreach (
            var (days, state, says) in ((int, string, string)[])
                [
                    (6, "active", "everything works; pay on Stripe's page"),
                    (2, "read_only", "then it is locked; pay on Stripe's page"),
                    (12, "read_only", "then it is locked; pay on Stripe's page"),
                    (2, "locked", "Export and deletion still work; pay on Stripe's page"),
                ]
        )
        {
            own.Advance(TimeSpan.FromDays(days));
            ada = await own.SignUp(ada.Email);
            Assert.Equal($"{state} stripe", await Shop.State(ada, "scope"));
            // What the frame shows above every page.
            var why = (await ada.Web.Json("/api/core/bootstrap"))
                .GetProperty("entitlements")
                .EnumerateArray()
                .Select(row => row.GetProperty("why").GetString()!);
            Assert.All(why, told => Assert.Contains(says, told, StringComparison.Ordinal));
            Assert.All(why, told => Assert.StartsWith("A payment is missing", told));
        }

        (await ada.Web.Post("/api/core/exports")).EnsureSuccessStatusCode();
        await AtPortal(ada, "settle", own);
        await Shop.Until(ada, "scope", "active stripe");
    }

    private static async Task<JsonElement> Late(Member member) =>
        (await member.Web.Json($"{Shop.Billing}/subscription"))
            .GetProperty("subscriptions")
            .EnumerateArray()
            .Single()
            .GetProperty("pastDueAt");

    private static Task Until(Member member, bool late) =>
        Wait.Until(
            async () => (await Late(member)).ValueKind != JsonValueKind.Null == late,
            () => $"the payment is not {(late ? "missing" : "there")}"
        );

    // As the buyer does it, on Stripe's page.
    private async Task AtPortal(Member member, string act, Suite? at = null)
    {
        var portal = (await (await member.Web.Post($"{Shop.Billing}/portal-sessions")).Json())
            .GetProperty("url")
            .GetString()!;
        var subscription = (string)
            (
                await Rows.Scalar(
                    at ?? suite,
                    "core",
                    "select stripe_subscription_id from subscriptions where account_email = $1",
                    member.Email
                )
            )!;
        using var http = new HttpClient();
        (
            await http.PostAsync(
                new Uri($"{portal}/{subscription}/{act}"),
                null,
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();
    }
}
