using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using static LeadFuel.Reach.Tests.Threads.InboxTests;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Who asks for no more mail gets none, once it is sure who asked; and a member sees that it was read so.</summary>
public sealed class TakeOffTests(Suite suite)
{
    [Fact]
    public async Task A_request_of_which_a_member_says_whose_it_is_takes_them_off_every_campaign()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var address = Stage.NewAddress(0);
        var campaign = await Stage.Launch(suite, ada, email: _ => address);
        var second = await Stage.Launch(suite, ada, email: _ => address);
        var theirs = await Stage.Launch(suite, eve, email: _ => address);
        await suite.Drain(ada);
        await suite.Drain(eve);
        var reply = await Asked(campaign, "stranger@elsewhere.test");
        Assert.Equal(EnrolmentState.Active, (await second.Enrolment(second.Person)).State);

        await Assign(ada, reply, 1, campaign.Person.EnrolmentId);
        await suite.Drain(ada);

        foreach (var mine in (Launched[])[campaign, second])
        {
            var next = (await mine.Ledger())[1];
            Assert.Equal((Verdict.Never, Gates.Unsubscribed), (next.Verdict, next.Reason));
        }

        Assert.Equal(EnrolmentState.Active, (await theirs.Enrolment(theirs.Person)).State);
        Assert.Equal(address, (await Received(ada, campaign)).GetProperty("takenOff").GetString());
        Assert.Equal(1, await Told(ada));
        await (await eve.Reach.Get($"/threads/{campaign.Person.EnrolmentId}")).Problem(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_request_that_was_somebody_elses_takes_nobody_else_off()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada, people: 2);
        await campaign.Settle();
        var (wrong, right) = (campaign.People[0], campaign.People[1]);
        var reply = await Asked(campaign, "stranger@elsewhere.test");
        await Assign(ada, reply, 1, wrong.EnrolmentId);

        await Assign(ada, reply, 2, right.EnrolmentId);

        var list = (await ada.Reach.Json("/suppressions"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(
                s => s.GetProperty("key").GetString()!,
                s => s.GetProperty("liftedAt").ValueKind == JsonValueKind.Null
            );
        Assert.Equal((false, true), (list[wrong.Email], list[right.Email]));
    }

    [Fact]
    public async Task A_request_that_comes_as_an_answer_is_shown_as_one_and_told()
    {
        var (campaign, mail) = await ReplyTests.Sent(suite);

        await suite.Sandbox.Reply(mail, "Please remove me from your list.");
        await campaign.Settle();

        Assert.Equal(
            campaign.Person.Email,
            (await Received(campaign.Member, campaign)).GetProperty("takenOff").GetString()
        );
        Assert.Equal(1, await Told(campaign.Member));
    }

    private async Task<Guid> Asked(Launched campaign, string from)
    {
        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from,
                to = $"ada@{await Domain(campaign)}",
                subject = "Hello",
                text = "Please remove me from your list.",
            }
        );
        await suite.Drain(null, "reach.fetch-reply");
        return Assert
            .Single(
                (await campaign.Member.Reach.Json("/threads?state=unmatched"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .ToList()
            )
            .GetProperty("id")
            .GetGuid();
    }

    private async Task<int> Told(Member member) =>
        (
            await Stage.Read(
                suite,
                member,
                db =>
                    db.Jobs.Where(j => j.Kind == "reach.tell-event")
                        .Select(j => j.Payload)
                        .ToListAsync(Stage.Ct)
            )
        ).Count(job => job.Contains("reply.received", StringComparison.Ordinal));

    private static async Task Assign(Member member, Guid reply, int version, Guid enrolmentId) =>
        (
            await member.Reach.Put($"/replies/{reply}/match", new { enrolmentId }, $"\"{version}\"")
        ).EnsureSuccessStatusCode();

    private static async Task<JsonElement> Received(Member member, Launched campaign) =>
        (await member.Reach.Json($"/threads/{campaign.Person.EnrolmentId}"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("kind").GetString() == "received");
}
