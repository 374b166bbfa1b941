using System.Diagnostics;
using System.Globalization;
using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Crashes;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Crashes;

/// <summary>
/// A real process of Reach dies by SIGKILL wherever it hurts and is started again. What reached people is judged
/// from the Sandbox's record: each mail once, none twice, none lost.
/// </summary>
[Collection(typeof(Crashes))]
public sealed class KillTests(Suite suite)
{
    private const int Seed = 20261124;

    public static TheoryData<string> SendingPoints =>
        [
            "reach.before-claim",
            "reach.after-claim",
            "reach.after-call",
            "reach.after-accept",
            "reach.hook-before-commit",
            "reach.hook-after-commit",
            "reach.event-before-commit",
        ];

    [Theory]
    [MemberData(nameof(SendingPoints))]
    public async Task A_mail_goes_once_wherever_its_sender_is_killed(string point)
    {
        await using var own = await Own();
        var reach = own.Apart("reach");
        var dying = await reach.Start(fault: $"{point}#2");
        var campaign = await Stage.Launch(own, await own.SignUp(), people: 3, steps: 1);

        await Died(dying, point);
        await EndLeases(own);
        await reach.Start();
        await Sent(own, campaign);

        foreach (var person in campaign.People)
        {
            Assert.Single(await own.Sandbox.Mails(person.Email));
        }

        await Known(campaign, MessageState.Delivered);
        Assert.All(await campaign.Ledger(), d => Assert.Equal(Verdict.Sent, d.Verdict));
    }

    [Fact]
    public async Task A_mail_goes_once_when_its_sender_is_killed_while_Resend_has_it_and_says_nothing()
    {
        await using var own = await Own();
        var reach = own.Apart("reach");
        var dying = await reach.Start();
        var address = Stage.NewAddress(0);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "hang_after_accept",
                times = 1,
                match = address,
            }
        );
        // Its webhook would say what Resend did not, and nobody would have to ask again.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "webhook_late",
                times = 3,
                match = address,
            }
        );
        var campaign = await Stage.Launch(own, await own.SignUp(), steps: 1, email: _ => address);
        await own.Sandbox.Mail(address);

        await ApartService.Kill(dying);
        await EndLeases(own);
        await reach.Start();
        await Sent(own, campaign);

        Assert.Single(await own.Sandbox.Mails(address));
        // However often its successors ask, each time with the same key for the same bytes.
        var calls = await Stage.Calls(own, address);
        Assert.True(calls.Count > 1, "nobody asked again");
        Assert.Single(calls.Select(c => c.Body).Distinct());
        Assert.Single(calls.Select(c => c.Headers["Idempotency-Key"]).Distinct());
    }

    [Theory]
    [InlineData("reach.hook-before-commit")]
    [InlineData("reach.hook-after-commit")]
    [InlineData("reach.reply-fetched")]
    [InlineData("reach.reply-before-commit")]
    public async Task An_answer_is_stored_once_and_ends_the_sequence_wherever_its_taker_is_killed(
        string point
    )
    {
        await using var own = await Own();
        var reach = own.Apart("reach");
        var first = await reach.Start();
        var campaign = await Stage.Launch(own, await own.SignUp());
        await Known(campaign, MessageState.Delivered);
        await ApartService.Kill(first);
        var mail = await own.Sandbox.Mail(campaign.Person.Email);

        var dying = await reach.Start(fault: point);
        await own.Sandbox.Reply(mail, "Yes.");
        await Died(dying, point);
        await EndLeases(own);
        await reach.Start();

        // An answer that nobody took is told again after five seconds.
        await Wait.Until(
            async () => (await Replies(campaign)).Count > 0,
            () => "the answer is lost"
        );
        await Wait.Until(
            async () => (await campaign.Enrolment(campaign.Person)).State == EnrolmentState.Stopped,
            () => "the sequence goes on"
        );
        Assert.Single(await Replies(campaign));
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
    }

    [Theory]
    [InlineData("reach", "reach.reply-taken")]
    [InlineData("reach", "reach.reply-filed")]
    [InlineData("orbit", "orbit.filed-before-commit")]
    [InlineData("orbit", "orbit.filed-committed")]
    public async Task An_answer_in_the_reply_inbox_is_stored_once_wherever_either_side_is_killed(
        string service,
        string point
    )
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services =
                [
                    .. ((string[])["core", "orbit", "reach", "gateway"]).Where(one =>
                        one != service
                    ),
                ],
                Apart = [service],
            }
        );
        var apart = own.Apart(service);
        var first = await apart.Start();
        var (member, stranger) = (await own.SignUp(), await own.SignUp());
        var box = await Mailbox.Connected(own, member, replyInbox: true);
        var (campaign, other) = (
            await Stage.Launch(own, member),
            await Stage.Launch(own, stranger)
        );
        await Known(campaign, MessageState.Delivered);
        await Known(other, MessageState.Delivered);
        var mail = await own.Sandbox.Mail(campaign.Person.Email);
        await Wait.Until(
            async () => (await member.Orbit.Json($"/mailboxes/{box.Id}")).Text("state") == "live",
            () => "the mailbox was not read to its end"
        );
        await ApartService.Kill(first);
        await EndLeases(own, service);

        var dying = await apart.Start(fault: point);
        await box.Drop(
            new
            {
                from = campaign.Person.Email,
                subject = $"Re: {mail.Subject}",
                text = "Yes, let us talk.",
                at = own.Time.GetUtcNow(),
                headers = new Dictionary<string, string> { ["In-Reply-To"] = mail.MessageId },
            }
        );
        await box.Sync();
        await Died(dying, point);
        await EndLeases(own, service);
        await apart.Start();

        await Wait.Until(
            async () => await Handovers(own, member) is [1],
            () => "Orbit does not know that the answer is filed"
        );
        var reply = Assert.Single(await Replies(campaign));
        Assert.Equal((ReplySource.Mailbox, "Yes, let us talk."), (reply.Source, reply.Text));
        Assert.Equal(EnrolmentState.Stopped, (await campaign.Enrolment(campaign.Person)).State);
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
        Assert.Equal(EnrolmentState.Active, (await other.Enrolment(other.Person)).State);
        Assert.Empty(await Replies(other));
    }

    [Fact]
    public async Task Three_senders_killed_again_and_again_at_any_moment_send_each_mail_once()
    {
        // 200 by `LEADFUEL_KILLS=200`; a few in each run.
        var kills = int.Parse(
            Environment.GetEnvironmentVariable("LEADFUEL_KILLS") ?? "6",
            CultureInfo.InvariantCulture
        );
        var random = new Random(Seed);
        await using var own = await Own();
        var reach = own.Apart("reach");
        var members = new[] { await own.SignUp(), await own.SignUp() };
        var campaigns = new List<Launched>();
        var senders = new Process[3];
        for (var i = 0; i < senders.Length; i++)
        {
            senders[i] = await reach.Start(elsewhere: i > 0);
        }

        for (var kill = 0; kill < kills; kill++)
        {
            // There is always something to send when one dies.
            campaigns.Add(
                await Stage.Launch(
                    own,
                    members[kill % 2],
                    people: 5,
                    steps: 2,
                    shape: step => step.Delay = 0
                )
            );
            await Task.Delay(random.Next(0, 400), Stage.Ct);
            var victim = random.Next(senders.Length);
            await ApartService.Kill(senders[victim]);
            await EndLeases(own, half: true);
            senders[victim] = await reach.Start(elsewhere: victim > 0);
        }

        foreach (var campaign in campaigns)
        {
            await Sent(own, campaign);
            foreach (var person in campaign.People)
            {
                var mails = await own.Sandbox.Mails(person.Email);
                Assert.Equal(2, mails.Count);
                Assert.Equal(2, mails.Select(m => m.Subject).Distinct().Count());
            }
        }

        // No repeat ever had other bytes than the first try.
        var calls = (await own.Sandbox.Records("resend"))
            .Where(r => r.Method == "POST" && r.Path.EndsWith("/emails", StringComparison.Ordinal))
            .GroupBy(r => r.Headers["Idempotency-Key"])
            .ToList();
        Assert.All(calls, tries => Assert.Single(tries.Select(r => r.Body).Distinct()));
    }

    private Task<Suite> Own() =>
        suite.Own(o => o with { Services = ["core", "orbit", "gateway"], Apart = ["reach"] });

    private static async Task Died(Process process, string point)
    {
        await Wait.Until(
            () => Task.FromResult(process.HasExited),
            () => $"it never came to {point}"
        );
        Assert.Equal(137, process.ExitCode);
    }

    // The lease of a dead runner ends by itself after a minute of the database's clock; here it ends at once.
    private static Task EndLeases(Suite own, bool half = false) => EndLeases(own, "reach", half);

    private static async Task EndLeases(Suite own, string service, bool half = false)
    {
        await using var end = own.Sql(service)
            .CreateCommand(
                $"update jobs set lease_until = now() - interval '1 second' where state = 1 {(half ? "and random() < 0.5" : "")}; update job_lanes set next_at = now()"
            );
        await end.ExecuteNonQueryAsync(Stage.Ct);
    }

    private static async Task<short[]> Handovers(Suite own, Member member)
    {
        await using var states = own.Sql("orbit")
            .CreateCommand("select array_agg(state) from handovers where account_email = $1");
        states.Parameters.Add(new() { Value = member.Email });
        return await states.ExecuteScalarAsync(Stage.Ct) as short[] ?? [];
    }

    private static async Task Sent(Suite own, Launched campaign)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var open = (await campaign.Ledger()).Count(d => d.Verdict == Verdict.Waiting);
            if (open == 0)
            {
                return;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(100),
                $"{open} mails still wait"
            );
            await EndLeases(own, half: true);
            await Task.Delay(500, Stage.Ct);
        }
    }

    private static Task Known(Launched campaign, MessageState state) =>
        Wait.Until(
            async () =>
            {
                foreach (var person in campaign.People)
                {
                    if ((await campaign.Message(person.Messages[0])).State < state)
                    {
                        return false;
                    }
                }

                return true;
            },
            () => $"not every mail is known as {state}"
        );

    private static Task<List<Reply>> Replies(Launched campaign) =>
        Stage.Read(campaign.Suite, campaign.Member, db => db.Replies.ToListAsync(Stage.Ct));
}
