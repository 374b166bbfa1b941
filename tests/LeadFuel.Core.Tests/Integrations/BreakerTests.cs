using System.Text.Json;
using LeadFuel.Core.Integrations;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>An address that does not answer costs its owner's events time, and nobody else's.</summary>
public sealed class BreakerTests(CoreSuite suite)
{
    [Fact]
    public async Task After_ten_failures_in_a_row_one_try_a_minute_asks_whether_it_is_back()
    {
        var told = await Told.Open(suite);
        await told.Switch("icp.ready");
        await Fail(told, 9);
        Assert.Null(await Busy(told));
        await Fail(told, 1);
        Assert.InRange(
            await Busy(told) ?? default,
            TimeSpan.FromSeconds(30),
            TimeSpan.FromSeconds(61)
        );

        // What comes now waits, without a try of its own.
        var before = (await told.All()).Count;
        await told.Ready("Waits");
        Assert.Equal(before, (await told.All()).Count);
        Assert.Equal(0, (await told.Log())[0].GetProperty("tries").GetArrayLength());
        Assert.Equal("waiting", Told.State((await told.Log())[0]));

        // One that arrives closes it.
        await told.Hurry();
        await told.Hurry();
        Assert.Null(await Busy(told));
        Assert.Equal(0, await Number(told, "failures"));
    }

    [Fact]
    [Claim("T39")]
    public async Task A_receiver_that_hangs_delays_no_other_accounts_events()
    {
        var slow = await Told.Open(suite);
        var ada = await Told.Open(suite);
        await slow.Switch("icp.ready");
        await ada.Switch("icp.ready");
        await slow.Break(
            new
            {
                vendor = "webhook",
                kind = "hang",
                match = slow.Name,
            }
        );
        foreach (var name in (string[])["a", "b", "c", "d", "e", "f"])
        {
            await slow.Happened(await slow.Icp(name));
        }

        await Wait.Until(async () => (await slow.All()).Count == 1, () => "the first never left");
        await ada.Happened(await ada.Icp("Fintech"));

        await Wait.Until(async () => (await ada.All()).Count == 1, () => "it never came");
        // While the other is still waited for: one call, and no answer yet.
        Assert.Single(await slow.All());
        Assert.All(
            await slow.Log(),
            line => Assert.Equal(0, line.GetProperty("tries").GetArrayLength())
        );
    }

    [Fact]
    public async Task Many_receivers_that_hang_leave_room_for_everybody_else()
    {
        // Its own: the room that is taken here is that of one process.
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var slow = new List<Told>();
        for (var i = 0; i < DoubtfulCalls.Most + 2; i++)
        {
            var one = await Told.Open(own);
            await one.Switch("icp.ready");
            await one.Break(
                new
                {
                    vendor = "webhook",
                    kind = "hang",
                    match = one.Name,
                }
            );
            // It did not answer last time either.
            await Rows.Scalar(
                own,
                "core",
                "update channels set failures = 1, first_failed_at = now() where account_email = $1",
                one.Member.Email
            );
            slow.Add(one);
        }

        var ada = await Told.Open(own);
        await ada.Switch("icp.ready");
        foreach (var one in slow)
        {
            await one.Happened(await one.Icp("Waits"));
        }

        await Wait.Until(
            async () => await UnderWay(slow) == DoubtfulCalls.Most,
            () => "they were never called"
        );
        await ada.Happened(await ada.Icp("Fintech"));

        await Wait.Until(async () => (await ada.All()).Count == 1, () => "it never came");
        Assert.Equal(DoubtfulCalls.Most, await UnderWay(slow));
    }

    [Fact]
    public async Task Owners_are_told_after_one_three_and_five_days_and_then_it_is_switched_off()
    {
        var told = await Told.Open(suite);
        var eve = await Told.Open(suite);
        await told.Switch("icp.ready");
        await Fail(told, 1);
        var mails = await Since(told, 0.9, 0);
        Assert.Empty(mails);
        await Since(told, 1.1, 1);
        await Since(told, 2.9, 1);
        await Since(told, 3.1, 2);
        mails = await Since(told, 4.9, 2);
        Assert.All(mails, mail => Assert.Equal("Your webhook does not answer", mail.Subject));

        mails = await Since(told, 5.1, 3);

        Assert.Equal("Your webhook was switched off", mails[^1].Subject);
        Assert.Contains("for five days", mails[^1].Text);
        var webhook = (await told.Member.Web.Json(Told.Api)).GetProperty("webhook");
        Assert.Equal("failing", webhook.GetProperty("stoppedBecause").GetString());
        Assert.Equal(
            JsonValueKind.Null,
            (await eve.Member.Web.Json(Told.Api))
                .GetProperty("webhook")
                .GetProperty("stoppedAt")
                .ValueKind
        );
        Assert.Empty(await suite.Sandbox.Mails(eve.Member.Email));

        // A test that arrives begins anew.
        await told.Test();
        Assert.Equal(0, await Number(told, "failures"));
        Assert.Equal(0, await Number(told, "told_after_days"));
        await told.Ready("Again");
        Assert.Equal("delivered", Told.State((await told.Log())[0]));
    }

    [Fact]
    public async Task A_receiver_that_says_gone_is_told_of_in_one_mail()
    {
        var told = await Told.Open(suite);
        await told.Switch("icp.ready");
        await told.Break(
            new
            {
                vendor = "webhook",
                kind = "status",
                status = 410,
                times = 1,
                match = told.Name,
            }
        );
        await told.Ready("Fintech");
        await told.Ready("Retail");

        var mail = Assert.Single(await suite.Sandbox.Mails(told.Member.Email));
        Assert.Equal("Your webhook was switched off", mail.Subject);
        Assert.Contains("(gone)", mail.Text);
    }

    /// <summary>Says that it has failed for so many days, lets it fail once more, and waits for the mails.</summary>
    private async Task<IReadOnlyList<SandboxWorld.Delivery>> Since(
        Told told,
        double days,
        int mails
    )
    {
        await Rows.Scalar(
            suite,
            "core",
            "update channels set first_failed_at = now() - make_interval(secs => $2), busy_until = null where account_email = $1",
            told.Member.Email,
            days * 86400
        );
        await Fail(told, 1);
        var got = await suite.Sandbox.Mails(told.Member.Email);
        Assert.Equal(mails, got.Count);
        return got;
    }

    private async Task Fail(Told told, int times)
    {
        var fault = await suite.Sandbox.Break(
            new
            {
                vendor = "webhook",
                kind = "status",
                status = 500,
                match = told.Name,
            }
        );
        for (var i = 0; i < times; i++)
        {
            await told.Ready($"Fails {i}");
            // Further tries of the same would count, too.
            await Rows.Scalar(
                suite,
                "core",
                "update jobs set run_at = now() + interval '1 hour' where account_email = $1 and kind = 'core.deliver' and state = 0",
                told.Member.Email
            );
        }

        await suite.Sandbox.Heal(fault);
    }

    private static async Task<int> UnderWay(IEnumerable<Told> receivers)
    {
        var called = 0;
        foreach (var one in receivers)
        {
            called += (await one.All()).Count;
        }

        return called;
    }

    private async Task<TimeSpan?> Busy(Told told) =>
        await Rows.Scalar(
            suite,
            "core",
            "select busy_until - now() from channels where account_email = $1",
            told.Member.Email
        )
            is TimeSpan left
            ? left
            : null;

    private async Task<int> Number(Told told, string column) =>
        Convert.ToInt32(
            await Rows.Scalar(
                suite,
                "core",
                $"select {column} from channels where account_email = $1",
                told.Member.Email
            ),
            System.Globalization.CultureInfo.InvariantCulture
        );
}
