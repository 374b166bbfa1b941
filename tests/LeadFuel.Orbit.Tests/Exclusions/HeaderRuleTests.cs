using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Orbit.Tests.Exclusions;

/// <summary>Rules that ask for headers, which come with no page.</summary>
public sealed class HeaderRuleTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task Mail_marked_private_by_its_writer_is_left_out()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-1));
        for (var i = 0; i < 30; i++)
        {
            await box.Receive("arne@fjordline.no", now.AddHours(-i), $"Open {i}");
        }

        await box.Drop(
            new
            {
                from = "arne@fjordline.no",
                subject = "Between us",
                at = now,
                headers = new Dictionary<string, string>
                {
                    ["Sensitivity"] = "Company-Confidential",
                },
            }
        );

        await box.Synced(choice => choice["skipMarked"] = true);

        Assert.Equal(31, await suite.Count("messages", box.Member));
        Assert.Equal(1, await suite.Count("excluded_marks", box.Member));
    }

    [Fact]
    public async Task A_throttled_part_of_a_batch_lets_no_marked_mail_through()
    {
        var box = await suite.Box();
        for (var i = 0; i < 10; i++)
        {
            await box.Drop(
                new
                {
                    from = "arne@fjordline.no",
                    subject = $"Between us {i}",
                    at = now.AddHours(-i),
                    headers = new Dictionary<string, string> { ["Sensitivity"] = "private" },
                }
            );
        }

        await box.Break("throttle_part", times: 2);
        await box.Start(choice => choice["skipMarked"] = true);
        await Wait.Until(
            async () => (await box.View()).State == Orbit.Mailboxes.MailboxState.Live,
            () => "the first sync does not end"
        );

        Assert.Equal(0, await suite.Count("messages", box.Member));
    }

    [Theory]
    [InlineData("List-Unsubscribe", "<https://weekly.example/stop>")]
    [InlineData("List-Id", "<all.weekly.example>")]
    [InlineData("Precedence", "Bulk")]
    public async Task A_newsletter_that_only_its_headers_give_away_is_left_out(
        string header,
        string value
    )
    {
        var box = await suite.Box();
        await box.Receive("arne@fjordline.no", now);
        await box.Drop(
            new
            {
                from = "hello@weekly.example",
                subject = "What changed",
                at = now,
                headers = new Dictionary<string, string> { [header] = value },
            }
        );

        await box.Synced(choice => choice["skipRobots"] = true);

        Assert.Equal(
            ["arne@fjordline.no"],
            await suite.Read(
                box.Member,
                db => db.Messages.Select(m => m.FromAddress).ToListAsync(Stage.Ct)
            )
        );
        Assert.Equal(1, await suite.Count("excluded_marks", box.Member));
    }

    [Fact]
    public async Task A_mail_that_is_read_at_the_second_try_is_held_against_the_rules_with_its_headers()
    {
        var box = await suite.Box();
        await box.Receive("arne@fjordline.no", now, "Open");
        var mail = await box.Drop(
            new
            {
                from = "arne@fjordline.no",
                subject = "Between us",
                at = now,
                headers = new Dictionary<string, string> { ["Sensitivity"] = "Private" },
            }
        );
        await box.Break("message_fails", times: 1, match: mail.Id);

        await box.Synced(choice => choice["skipMarked"] = true);
        await box.Again();

        Assert.Equal(
            ["Open"],
            await suite.Read(
                box.Member,
                db => db.Messages.Select(m => m.Subject).ToListAsync(Stage.Ct)
            )
        );
        Assert.Equal(1, await suite.Count("excluded_marks", box.Member));
        Assert.Equal(0, await suite.Count("quarantined_messages", box.Member));
    }
}
