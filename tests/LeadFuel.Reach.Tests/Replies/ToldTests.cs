using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>From an answer in somebody's mailbox to the customer's Slack channel.</summary>
public sealed class ToldTests(Suite suite)
{
    [Fact]
    public async Task A_reply_stands_in_the_slack_channel_and_what_it_says_never_does()
    {
        var ada = await suite.SignUp();
        var room = await SlackRoom.Open(suite, ada);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("reply.received");
        await hers.Switch("reply.received");
        var campaign = await Stage.Launch(
            suite,
            ada,
            people: 2,
            steps: 1,
            firstName: _ => "Zebrafish"
        );
        await campaign.Settle();
        Assert.Empty(await room.All());

        await Answers(campaign.People[0]);

        var bare = (await room.Posted(1))[0];
        Assert.Equal("A reply came in", bare.Title);
        Assert.Contains($"/reach/inbox/{campaign.People[0].EnrolmentId}", bare.Body);
        Nowhere(bare, "Zebrafish", "Hopper", "Navy", "Spring");

        await room.Switch("reply.received", details: true);
        await Answers(campaign.People[1]);

        var full = (await room.Posted(2))[1];
        Assert.Equal(
            ["campaign\nSpring", "company\nNavy", "contact\nZebrafish Hopper"],
            full.Texts[1..4]
        );
        Nowhere(full);
        Assert.Empty(await hers.All());
    }

    private async Task Answers(Recipient person) =>
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(person.Email), "Call the wombat.");

    /// <summary>Nor, ever, an address or a word of the answer.</summary>
    private static void Nowhere(SlackRoom.Message message, params string[] words) =>
        Assert.DoesNotContain(
            words.Append("wombat").Append("@"),
            word => message.Body.Contains(word, StringComparison.OrdinalIgnoreCase)
        );
}
