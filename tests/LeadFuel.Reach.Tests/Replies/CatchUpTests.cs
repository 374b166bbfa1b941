using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>An answer is found though the word of it was lost, or the key was refused for a time.</summary>
public sealed class CatchUpTests(MovedTime moved) : IClassFixture<MovedTime>
{
    private readonly Suite suite = moved.Suite;

    [Fact]
    [Claim("T21")]
    public async Task An_answer_of_which_no_word_came_is_found_and_filed_once()
    {
        var (ada, adas) = await ReplyTests.Sent(suite);
        var (eve, _) = await ReplyTests.Sent(suite);
        await Lose();
        await suite.Sandbox.Reply(adas, "Sounds good. Call me.");
        await ada.Settle();
        Assert.Empty(await Answers(ada));

        await Later(TimeSpan.FromMinutes(20));

        Assert.Equal((EnrolmentState.Stopped, Gates.StoppedReply), await Stands(ada));
        Assert.Single(await Answers(ada));
        Assert.Empty(await Answers(eve));
        Assert.Equal((EnrolmentState.Active, null), await Stands(eve));

        // The word comes after all; and whoever looks again finds nothing new.
        await suite.Sandbox.Post($"/mail/{adas.Id}/replay");
        await Later(TimeSpan.FromMinutes(20));
        Assert.Single(await Answers(ada));
    }

    [Fact]
    public async Task An_answer_that_was_told_is_not_fetched_a_second_time()
    {
        var (ada, adas) = await ReplyTests.Sent(suite);
        await suite.Sandbox.Reply(adas, "Yes.");
        await ada.Settle();
        var fetched = await Fetched();

        await Later(TimeSpan.FromMinutes(20));

        Assert.Equal(fetched, await Fetched());
        Assert.Single(await Answers(ada));
    }

    [Fact]
    public async Task A_key_that_Resend_refuses_for_a_time_loses_no_answer_and_is_told_to_who_watches()
    {
        var (ada, adas) = await ReplyTests.Sent(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "restricted_key",
                match = "/emails/receiving/",
                times = 1,
            }
        );
        await suite.Sandbox.Reply(adas, "Yes.");
        await ada.Settle();
        Assert.Empty(await Answers(ada));

        await Later(TimeSpan.FromMinutes(10));

        Assert.Single(await Answers(ada));
        Assert.Contains(
            suite.Logs.Lines,
            line =>
                line is { Service: "reach", Level: LogLevel.Critical }
                && line.Text.Contains("refuses our key", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_key_for_sending_only_holds_no_mail()
    {
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "restricted_key",
                match = "/emails/receiving?",
                times = 1,
            }
        );
        await Later(TimeSpan.FromMinutes(20));
        await Wait.Until(
            async () =>
                (await suite.Sandbox.Records("resend")).Any(record =>
                    record.Status == 401
                    && record.Path.EndsWith("/emails/receiving", StringComparison.Ordinal)
                ),
            () => "nobody looked with this key"
        );

        var campaign = await Stage.Launch(suite, await suite.SignUp(), steps: 1);
        await campaign.Settle();

        Assert.Single(await suite.Sandbox.Mails(campaign.Person.Email));
    }

    [Fact]
    public async Task What_was_missed_is_taken_the_oldest_first()
    {
        var (ada, adas) = await ReplyTests.Sent(suite);
        await Lose(2);
        foreach (var text in (string[])["One thing first.", "And another."])
        {
            await suite.Sandbox.Reply(adas, text);
            suite.Advance(TimeSpan.FromMinutes(1));
        }

        await Later(TimeSpan.FromMinutes(20));

        // Each was written down in a transaction of its own.
        await using var events = suite
            .Sql("reach")
            .CreateCommand(
                "select array_agg(occurred_at order by xmin::text::bigint) from resend_events where account_email = $1 and svix_id like 'caught/%'"
            );
        events.Parameters.Add(new() { Value = ada.Member.Email });
        var taken = Assert.IsType<DateTime[]>(await events.ExecuteScalarAsync(Stage.Ct));
        Assert.Equal(2, taken.Length);
        Assert.True(taken[0] < taken[1]);
        Assert.Equal(2, (await Answers(ada)).Count);
    }

    private Task<Guid> Lose(int times = 1) =>
        suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "webhook_lost",
                match = "email.received",
                times,
            }
        );

    private async Task Later(TimeSpan time)
    {
        suite.Advance(time);
        // The pace follows the database's clock, which no test moves.
        await using (
            var pace = suite
                .Sql("reach")
                .CreateCommand("update send_pace set free_at = free_at - interval '1 hour'")
        )
        {
            await pace.ExecuteNonQueryAsync(Stage.Ct);
        }

        await suite.Drain();
    }

    private static async Task<(EnrolmentState, string?)> Stands(Launched campaign)
    {
        var enrolment = await campaign.Enrolment(campaign.Person);
        return (enrolment.State, enrolment.StopReason);
    }

    private static Task<List<Guid>> Answers(Launched campaign) =>
        Stage.Read(
            campaign.Suite,
            campaign.Member,
            db => db.Replies.Select(r => r.Id).ToListAsync(Stage.Ct)
        );

    private async Task<int> Fetched() =>
        (await suite.Sandbox.Records("resend")).Count(r =>
            r.Path.Contains("/emails/receiving/", StringComparison.Ordinal)
        );
}
