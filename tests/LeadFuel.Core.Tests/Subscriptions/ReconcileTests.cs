namespace LeadFuel.Core.Tests.Subscriptions;

/// <summary>Stripe's notices may be lost. At night it is asked without any.</summary>
public sealed class ReconcileTests(CoreSuite suite)
{
    [Fact]
    public async Task What_stripe_told_nobody_is_found_at_night_put_right_and_logged()
    {
        await using var own = await suite.OwnTime();
        var (ada, bea, cid, eve) = (
            await own.SignUp(),
            await own.SignUp(),
            await own.SignUp(),
            await own.SignUp()
        );
        foreach (var member in (Member[])[ada, cid, eve])
        {
            await Shop.Pay(await Shop.Choose(member));
            await Shop.Until(member, "scope", "active stripe");
            await own.Drain(member);
        }

        var (hers, left) = (await Subscription(own, ada), await Shop.Customer(own, cid));
        await Lose(own, hers);
        await Shop.AtStripe(
            own,
            HttpMethod.Post,
            $"subscriptions/{hers}",
            ("cancel_at_period_end", "true")
        );
        var page = await Shop.Choose(bea, "reach_monthly");
        await Lose(own, await Shop.Customer(own, bea));
        await Shop.Pay(page);
        await Lose(own, left);
        await Shop.AtStripe(own, HttpMethod.Delete, $"customers/{left}");
        foreach (var member in (Member[])[ada, bea, cid])
        {
            await own.Drain(member);
        }

        Assert.Equal("trialing trial", await Shop.State(bea, "reach"));
        Assert.Equal("active stripe", await Shop.State(cid, "scope"));

        own.Advance(TimeSpan.FromDays(1));
        foreach (var member in (Member[])[ada, bea, cid, eve])
        {
            await own.Drain(member);
        }

        Assert.Contains("suite_monthly: it ends with its period.", await Repaired(ada));
        Assert.Contains("reach_monthly: it was not known here.", await Repaired(bea));
        Assert.Equal("active stripe", await Shop.State(bea, "reach"));
        Assert.Contains("The customer was deleted there.", await Repaired(cid));
        Assert.Equal("trialing trial", await Shop.State(cid, "scope"));
        Assert.DoesNotContain("plan.repaired", await Repaired(eve));
        Assert.Equal("active stripe", await Shop.State(eve, "scope"));
        // The next night is asked for, each account at its own moment within the hour.
        var next = new[] { await Next(own, ada), await Next(own, bea), await Next(own, eve) };
        Assert.All(next, at => Assert.Equal(3, at.Hour));
        Assert.All(next, at => Assert.True(at > own.Time.GetUtcNow()));
        var moments = next.Distinct().Count();
        Assert.InRange(moments, 2, next.Length);

        await Shop.Choose(cid);
        Assert.NotEqual(left, await Shop.Customer(own, cid));
    }

    [Fact]
    public async Task While_stripe_is_away_the_nightly_reading_waits_for_it()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Shop.Choose(ada);
        await Shop.Choose(eve);
        var fault = await suite.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind = "server_error",
                match = await Shop.Customer(suite, ada),
            }
        );

        await Hurry(eve);
        await Hurry(ada);

        // An attempt that counts would be the last one some day.
        Assert.Equal(("0 0", "2 1"), (await Job(ada), await Job(eve)));
        await suite.Sandbox.Heal(fault);
        await Hurry(ada);
        Assert.Equal("2 1", await Job(ada));
    }

    [Fact]
    public async Task An_account_that_is_held_for_nights_makes_up_for_them_with_one_reading()
    {
        await using var own = await suite.OwnTime();
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        foreach (var member in (Member[])[ada, eve])
        {
            await Shop.Choose(member);
            await own.Drain(member);
        }

        for (var night = 0; night < 3; night++)
        {
            // What Stripe tells is read meanwhile.
            await Rows.Scalar(
                own,
                "core",
                """
                with j as (
                    insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at)
                    values ($1, gen_random_uuid(), 'core.read-subscription', '{}', 0, 0, $2, true, $2))
                insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', $2, true)
                on conflict (account_email) do update set next_at = $2, held = true
                """,
                ada.Email,
                own.Time.GetUtcNow().UtcDateTime
            );
            await own.Drain(ada, "core.read-subscription");
            own.Advance(TimeSpan.FromDays(1));
            await own.Drain(eve);
        }

        Assert.Equal((1L, 1L), (await Waiting(own, ada), await Waiting(own, eve)));
        Assert.True(await Next(own, ada) < own.Time.GetUtcNow());
        await Rows.Scalar(
            own,
            "core",
            "update job_lanes set held = false, next_at = $2 where account_email = $1",
            ada.Email,
            own.Time.GetUtcNow().UtcDateTime
        );
        await own.Drain(ada, "core.reconcile-subscription");
        Assert.Equal(1L, await Waiting(own, ada));
        Assert.True(await Next(own, ada) > own.Time.GetUtcNow());
    }

    private static async Task<long> Waiting(Suite own, Member member) =>
        (long)
            (
                await Rows.Scalar(
                    own,
                    "core",
                    "select count(*) from jobs where account_email = $1 and kind = 'core.reconcile-subscription' and state = 0",
                    member.Email
                )
            )!;

    private static Task<Guid> Lose(Suite own, string about) =>
        own.Sandbox.Break(
            new
            {
                vendor = "stripe",
                kind = "webhook_lost",
                times = 10,
                match = about,
            }
        );

    private static async Task<string> Subscription(Suite own, Member member) =>
        (string)
            (
                await Rows.Scalar(
                    own,
                    "core",
                    "select stripe_subscription_id from subscriptions where account_email = $1",
                    member.Email
                )
            )!;

    private static async Task<string> Repaired(Member member) =>
        (await member.Web.Json("/api/core/audit-entries?action=plan.repaired")).GetRawText();

    private static async Task<DateTime> Next(Suite own, Member member) =>
        (DateTime)
            (
                await Rows.Scalar(
                    own,
                    "core",
                    "select run_at from jobs where account_email = $1 and kind = 'core.reconcile-subscription' and state = 0",
                    member.Email
                )
            )!;

    private async Task Hurry(Member member)
    {
        await Rows.Scalar(
            suite,
            "core",
            "with j as (update jobs set run_at = now() - interval '1 second' where account_email = $1 and kind = 'core.reconcile-subscription' returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
            member.Email
        );
        await suite.Drain(member, "core.reconcile-subscription");
    }

    private async Task<string?> Job(Member member) =>
        (string?)
            await Rows.Scalar(
                suite,
                "core",
                "select state || ' ' || attempts from jobs where account_email = $1 and kind = 'core.reconcile-subscription'",
                member.Email
            );
}
