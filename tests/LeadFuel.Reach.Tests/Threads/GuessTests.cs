using System.Net;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using static LeadFuel.Reach.Tests.Threads.InboxTests;

namespace LeadFuel.Reach.Tests.Threads;

/// <summary>An answer whose sender had to be guessed, and what a member makes of it.</summary>
public sealed class GuessTests(Suite suite)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guess_stops_the_mails_counts_as_no_answer_and_is_taken_back_by_a_member(
        bool knownWhose
    )
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var campaign = await Stage.Launch(own, ada, people: 2);
        await campaign.Settle();
        var (guessed, other) = (campaign.People[0], campaign.People[1]);
        await own.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = guessed.Email,
                to = $"ada@{await Domain(campaign)}",
                subject = "Re: A question 1 for Grace",
                text = "It is me.",
            }
        );
        await own.Drain(null, "reach.fetch-reply");
        Assert.Equal(EnrolmentState.Stopped, (await campaign.Enrolment(guessed)).State);
        Assert.Equal(0, await Replied(ada, campaign));
        var reply = (await ada.Reach.Json($"/threads/{guessed.EnrolmentId}"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("kind").GetString() == "received");
        Assert.Equal("guess", reply.GetProperty("match").GetString());
        var path = $"/replies/{reply.GetProperty("id").GetGuid()}/match";
        var tag = $"\"{reply.GetProperty("version").GetInt32()}\"";
        object whose = new { enrolmentId = knownWhose ? other.EnrolmentId : (Guid?)null };

        await (await eve.Reach.Put(path, whose, tag)).Problem(HttpStatusCode.NotFound);
        (await ada.Reach.Put(path, whose, tag)).EnsureSuccessStatusCode();

        Assert.Equal(EnrolmentState.Active, (await campaign.Enrolment(guessed)).State);
        Assert.Equal(knownWhose ? 1 : 0, await Replied(ada, campaign));
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Equal(2, (await own.Sandbox.Mails(guessed.Email)).Count);
        Assert.Equal(knownWhose ? 1 : 2, (await own.Sandbox.Mails(other.Email)).Count);
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Fact]
    public async Task Who_was_stopped_by_more_than_a_guess_stays_stopped()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = campaign.Person.Email,
                to = $"ada@{await Domain(campaign)}",
                subject = "Re: A question 1 for Grace",
                text = "It is me.",
            }
        );
        await suite.Drain(null, "reach.fetch-reply");
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(campaign.Person.Email), "Yes.");
        await campaign.Settle();
        var guess = (await ada.Reach.Json($"/threads/{campaign.Person.EnrolmentId}"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("match").GetString() == "guess");

        (
            await ada.Reach.Put(
                $"/replies/{guess.GetProperty("id").GetGuid()}/match",
                new { enrolmentId = (Guid?)null },
                $"\"{guess.GetProperty("version").GetInt32()}\""
            )
        ).EnsureSuccessStatusCode();

        Assert.Equal(EnrolmentState.Stopped, (await campaign.Enrolment(campaign.Person)).State);
        Assert.Equal(1, await Replied(ada, campaign));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_note_that_was_taken_for_somebody_elses_makes_nobody_wait(bool knownWhose)
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var campaign = await Stage.Launch(own, ada, people: 2);
        await campaign.Settle();
        var (guessed, other) = (campaign.People[0], campaign.People[1]);
        var (path, tag) = await Guessed(campaign, guessed, "auto-replied");
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Single(await own.Sandbox.Mails(guessed.Email));
        Assert.Equal(2, (await own.Sandbox.Mails(other.Email)).Count);
        object whose = new { enrolmentId = knownWhose ? other.EnrolmentId : (Guid?)null };

        (await ada.Reach.Put(path, whose, tag)).EnsureSuccessStatusCode();
        await campaign.Settle();

        var enrolment = await campaign.Enrolment(guessed);
        Assert.Null(enrolment.HoldUntil);
        Assert.Null(enrolment.HoldEvidence);
        Assert.Equal(2, (await own.Sandbox.Mails(guessed.Email)).Count);
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Fact]
    public async Task Whose_mail_came_back_meanwhile_gets_no_next_one_when_the_answer_was_not_theirs()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        var (path, tag) = await Guessed(campaign, campaign.Person, "no");
        var mail = await suite.Sandbox.Mail(campaign.Person.Email);
        await suite.Sandbox.Post($"/mail/{mail.Id}/bounce", new { kind = "hard" });
        await campaign.Settle();

        (
            await ada.Reach.Put(path, new { enrolmentId = (Guid?)null }, tag)
        ).EnsureSuccessStatusCode();

        var enrolment = await campaign.Enrolment(campaign.Person);
        Assert.Equal(
            (
                EnrolmentState.Stopped,
                Gates.SuppressedBounce,
                $"message:{campaign.Person.Messages[0]}"
            ),
            (enrolment.State, enrolment.StopReason, enrolment.StopEvidence)
        );
        var next = (await campaign.Ledger())[1];
        Assert.Equal((Verdict.Never, Gates.SuppressedBounce), (next.Verdict, next.Reason));
    }

    [Fact]
    public async Task Whose_mail_came_back_for_a_time_gets_the_next_one_when_the_answer_was_not_theirs()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var campaign = await Stage.Launch(own, ada);
        await campaign.Settle();
        var (path, tag) = await Guessed(campaign, campaign.Person, "no");
        var mail = await own.Sandbox.Mail(campaign.Person.Email);
        await own.Sandbox.Post($"/mail/{mail.Id}/bounce", new { kind = "soft" });
        await campaign.Settle();
        Assert.Equal(
            MessageState.Bounced,
            (await campaign.Message(campaign.Person.Messages[0])).State
        );

        (
            await ada.Reach.Put(path, new { enrolmentId = (Guid?)null }, tag)
        ).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();

        Assert.Equal(Verdict.Sent, (await campaign.Ledger())[1].Verdict);
    }

    /// <summary>An answer that only its sender and its subject lead to this person: where it is matched, and its version.</summary>
    private static async Task<(string Path, string Tag)> Guessed(
        Launched campaign,
        Recipient person,
        string autoSubmitted
    )
    {
        await campaign.Suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = person.Email,
                to = $"ada@{await Domain(campaign)}",
                subject = "Re: A question 1 for Grace",
                text = "I am away.",
                headers = new Dictionary<string, string> { ["auto-submitted"] = autoSubmitted },
            }
        );
        await campaign.Suite.Drain(null, "reach.fetch-reply");
        var reply = (await campaign.Member.Reach.Json($"/threads/{person.EnrolmentId}"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("match").GetString() == "guess");
        return (
            $"/replies/{reply.GetProperty("id").GetGuid()}/match",
            $"\"{reply.GetProperty("version").GetInt32()}\""
        );
    }

    private static async Task<int> Replied(Member member, Launched campaign)
    {
        var ledger = await member.Reach.Json($"/campaigns/{campaign.CampaignId}/ledger");
        var line = (await member.Reach.Json("/campaigns")).GetProperty("items")[0];
        var replied = ledger.GetProperty("progress").GetProperty("replied").GetInt32();
        Assert.Equal(replied, line.GetProperty("replied").GetInt32());
        return replied;
    }
}
