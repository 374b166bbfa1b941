using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>How fast a mailbox is read, and how long it waits.</summary>
public sealed class PaceTests(Suite suite)
{
    [Fact]
    public async Task A_throttled_part_is_asked_for_again_and_its_page_is_not()
    {
        var box = await suite.Box();
        for (var i = 0; i < 30; i++)
        {
            await box.Receive(
                "arne@fjordline.no",
                suite.Time.GetUtcNow().AddHours(-i),
                $"Hello {i}"
            );
        }

        await box.Break("throttle_part", times: 2);
        await box.Synced();
        await Wait.Until(
            async () => await suite.Count("messages", box.Member) == 30,
            () => "the throttled mails are not read"
        );

        var inbox = await suite.Read(
            box.Member,
            db => db.Folders.SingleAsync(f => f.Known == "inbox", Stage.Ct)
        );
        Assert.Equal(1, inbox.Pages);
        Assert.Equal(0, await suite.Count("quarantined_messages", box.Member));
        Assert.Single(
            await suite.Sandbox.Records("microsoft"),
            call =>
                call.Path.Contains(inbox.GraphId, StringComparison.Ordinal)
                && call.Path.Contains("delta", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Of_mails_left_aside_none_is_asked_for_while_microsoft_wants_us_to_wait()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        for (var i = 0; i < 2; i++)
        {
            await box.Drop(
                new
                {
                    from = "ines@kestrelpay.com",
                    subject = $"Broken {i}",
                    broken = true,
                }
            );
        }

        async Task<int> Asked() =>
            (await own.Sandbox.Records("microsoft")).Count(call =>
                call.Path.Contains("/me/messages/", StringComparison.Ordinal)
            );

        await own.Sandbox.Break(
            new
            {
                vendor = "microsoft",
                kind = "throttle",
                times = 1,
                account = box.Address,
                match = "/me/messages/",
                retryAfter = 600,
            }
        );
        await box.Synced();
        Assert.Equal(1, await Asked());

        own.Advance(TimeSpan.FromMinutes(3));
        await box.Settle();
        Assert.Equal(1, await Asked());

        own.Advance(TimeSpan.FromMinutes(10));
        await box.Settle();
        Assert.Equal(3, await Asked());
    }

    [Fact]
    public async Task After_a_batch_that_was_told_nothing_but_to_wait_no_other_is_sent()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        for (var i = 0; i < 10; i++)
        {
            await box.Drop(
                new
                {
                    from = "arne@fjordline.no",
                    subject = $"Between us {i}",
                    at = own.Time.GetUtcNow().AddHours(-i),
                    headers = new Dictionary<string, string> { ["Sensitivity"] = "private" },
                }
            );
        }

        // As many as are asked for at a time; what depends on them is not asked for.
        await box.Break("throttle_part", times: 4);
        await box.Synced(choice => choice["skipMarked"] = true);

        Assert.Single(
            await own.Sandbox.Records("microsoft"),
            call => call.Path.EndsWith("$batch", StringComparison.Ordinal)
        );
        Assert.Equal(10, await own.Count("quarantined_messages", box.Member));

        own.Advance(TimeSpan.FromSeconds(2));
        await box.Settle();
        Assert.Equal(
            (0, 0, 10),
            (
                await own.Count("quarantined_messages", box.Member),
                await own.Count("messages", box.Member),
                await own.Count("excluded_marks", box.Member)
            )
        );
    }

    [Fact]
    public async Task A_mailbox_that_is_read_again_has_no_problem_though_more_is_to_be_read()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Clock = new FakeTimeProvider(suite.Time.GetUtcNow()),
                Settings = [("orbit", "Orbit:PageSize", "5")],
            }
        );
        var box = await own.Box(messages: 200);
        await box.Break("throttle", match: "/messages/delta");
        await box.Start();
        await box.Settle();
        // As it stands after a run that was given up.
        await using var stalled = own.Sql("orbit")
            .CreateCommand("update mailboxes set problem = 'stalled' where account_email = $1");
        stalled.Parameters.Add(new() { Value = box.Member.Email });
        await stalled.ExecuteNonQueryAsync(Stage.Ct);

        // One run reads twenty pages; the next one is held.
        await box.Break("throttle", match: "/messages/delta", skip: 20);
        own.Advance(TimeSpan.FromSeconds(2));
        await box.Settle();

        var view = await box.View();
        Assert.Equal(MailboxState.FirstSync, view.State);
        Assert.NotNull(view.HeldUntil);
        Assert.Null(view.Problem);
    }

    [Fact]
    public async Task A_reply_inbox_is_looked_at_each_minute()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        var view = await box.Synced();
        (
            await box.Member.Orbit.Patch(
                $"/mailboxes/{box.Id}",
                new { visibility = view.Visibility, replyInbox = true },
                $"\"{view.Version}\""
            )
        ).EnsureSuccessStatusCode();
        await box.Settle();
        await box.Receive("arne@fjordline.no", own.Time.GetUtcNow());

        own.Advance(TimeSpan.FromSeconds(61));
        await box.Settle();

        Assert.Equal(1, await own.Count("messages", box.Member));
    }

    [Fact]
    public async Task The_time_that_is_left_follows_the_pace_of_the_latest_pages()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box(messages: 2000);
        foreach (var (skip, wait) in ((int, int)[])[(1, 99), (2, 49), (3, 600)])
        {
            await own.Sandbox.Break(
                new
                {
                    vendor = "microsoft",
                    kind = "throttle",
                    times = 1,
                    skip,
                    account = box.Address,
                    match = "/messages/delta",
                    retryAfter = wait,
                }
            );
        }

        await box.Start();
        await box.Settle();
        own.Advance(TimeSpan.FromSeconds(100));
        await box.Settle();
        own.Advance(TimeSpan.FromSeconds(50));
        await box.Settle();

        // Two mails a second, then four: 0.3 · 4 + 0.7 · 2.
        var view = await box.View();
        Assert.Equal((600, MailboxState.FirstSync), (view.Seen, view.State));
        var left = (view.Total - 600) / 2.6;
        Assert.Equal(
            ((int)(left * 0.7), (int)(left * 1.5) + 1),
            (view.LeftFromSeconds, view.LeftToSeconds)
        );
    }

    [Fact]
    public async Task Microsofts_limit_is_never_run_into()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Clock = new FakeTimeProvider(suite.Time.GetUtcNow()),
                Settings =
                [
                    ("orbit", "Orbit:RequestsInTenMinutes", "60"),
                    ("sandbox", "Sandbox:Microsoft:RequestsInTenMinutes", "70"),
                ],
            }
        );
        var box = await own.Box(messages: 120);
        await box.Start();
        await box.Settle();

        Assert.True(await IsUnread(own, box));
        for (var i = 0; i < 20 && await IsUnread(own, box); i++)
        {
            own.Advance(TimeSpan.FromMinutes(10.2));
            await box.Settle();
        }

        Assert.Equal(MailboxState.Live, (await box.View()).State);
        Assert.Equal(
            120,
            await own.Count("messages", box.Member) + await own.Count("excluded_marks", box.Member)
        );
        Assert.DoesNotContain(await own.Sandbox.Records("microsoft"), call => call.Status == 429);
    }

    [Fact]
    public async Task Without_a_time_from_microsoft_the_wait_doubles_each_time()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box(messages: 20);
        await box.Break("unavailable", times: 3, match: "/messages/delta");
        await box.Start();
        var waits = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            await box.Settle();
            var held = (await box.View()).HeldUntil!.Value - own.Time.GetUtcNow();
            waits.Add(held.TotalSeconds);
            own.Advance(held);
        }

        await box.Settle();
        Assert.Equal(MailboxState.Live, (await box.View()).State);
        Assert.All(
            waits.Zip((double[])[2, 4, 8]),
            wait => Assert.InRange(wait.First, wait.Second, wait.Second * 1.5)
        );
    }

    private static async Task<bool> IsUnread(Suite own, Box box) =>
        (await box.View()).State != MailboxState.Live
        || await own.Count("quarantined_messages", box.Member) > 0;
}
