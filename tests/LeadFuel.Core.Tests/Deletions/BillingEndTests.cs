using LeadFuel.Core.Tests.Subscriptions;

namespace LeadFuel.Core.Tests.Deletions;

/// <summary>No period is renewed while an account waits for its deletion.</summary>
public sealed class BillingEndTests(CoreSuite suite)
{
    [Fact]
    public async Task A_subscription_is_set_to_end_at_once_and_goes_on_after_the_undoing()
    {
        var (ada, eve) = (await Buyer(), await Buyer());
        var (hers, other) = (await Subscription(ada), await Subscription(eve));

        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal((true, false), (await Ends(hers), await Ends(other)));

        await Undo(ada);

        Assert.Equal((false, false), (await Ends(hers), await Ends(other)));
    }

    [Fact]
    public async Task What_a_person_ended_themselves_stays_ended_after_the_undoing()
    {
        var ada = await Buyer();
        var hers = await Subscription(ada);
        await Shop.AtStripe(
            suite,
            HttpMethod.Post,
            $"subscriptions/{hers}",
            ("cancel_at_period_end", "true")
        );

        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        await Undo(ada);

        Assert.True(await Ends(hers));
    }

    [Fact]
    public async Task A_period_that_ended_meanwhile_is_not_asked_to_go_on()
    {
        var ada = await Buyer();
        var hers = await Subscription(ada);
        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        await Shop.AtStripe(suite, HttpMethod.Delete, $"subscriptions/{hers}");
        var told = await Told(ada);
        Assert.NotEqual(0L, told);

        await Undo(ada);

        Assert.Equal(told, await Told(ada));
        Assert.Equal(
            0L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from jobs where account_email = $1 and kind = 'core.follow-account' and state <> 2",
                ada.Email
            )
        );
    }

    [Theory]
    [InlineData("server_error", false)]
    [InlineData("reset_after", true)]
    public async Task However_long_stripe_is_away_it_is_told(string kind, bool read)
    {
        var ada = await Buyer();
        var hers = await Subscription(ada);
        var fault = await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind,
                match = read ? await Shop.Customer(suite, ada) : hers,
            }
        );

        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        // An attempt that counts would be the last one some day.
        Assert.Equal(
            0,
            await Rows.Scalar(
                suite,
                "core",
                "select attempts from jobs where account_email = $1 and kind = 'core.follow-account' and state = 0",
                ada.Email
            )
        );
        await suite.Sandbox.Heal(fault);
        await Rows.Scalar(
            suite,
            "core",
            "with j as (update jobs set run_at = now() - interval '1 second' where account_email = $1 and kind = 'core.follow-account' and state = 0 returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
            ada.Email
        );
        await suite.Drain(ada);

        Assert.True(await Ends(hers));
    }

    private async Task<Member> Buyer()
    {
        var member = await suite.SignUp();
        await Shop.Pay(await Shop.Choose(member));
        await Shop.Until(member, "scope", "active stripe");
        await suite.Drain(member);
        return member;
    }

    private static Task<HttpResponseMessage> Ask(Member member) =>
        member.Web.Post("/api/core/deletion", new { account = member.Email });

    private async Task Undo(Member member)
    {
        var back = await suite.SignUp(member.Email);
        (await back.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await suite.Drain(member);
    }

    private async Task<string> Subscription(Member member) =>
        (string)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select stripe_subscription_id from subscriptions where account_email = $1",
                    member.Email
                )
            )!;

    /// <summary>How often Stripe was told whether a subscription goes on.</summary>
    private async Task<long> Told(Member member) =>
        (long)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select count(*) from egress_calls where account_email = $1 and purpose = 'core.billing-renewal'",
                    member.Email
                )
            )!;

    private async Task<bool> Ends(string subscription) =>
        (await Shop.AtStripe(suite, HttpMethod.Get, $"subscriptions/{subscription}"))
            .GetProperty("cancel_at_period_end")
            .GetBoolean();
}
