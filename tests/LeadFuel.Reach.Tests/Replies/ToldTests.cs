using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>From an answer in somebody's mailbox to the customer's Slack channel.</summary>
public sealed class ToldTests(Suite suite)
{
    [Fact]
    public async Task A_reply_stands_in_the_slack_channel_and_what_it_says_only_where_that_is_switched_on()
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
        Assert.Contains(campaign.People[1].Email, full.Texts[4]);
        Assert.StartsWith("sender\n", full.Texts[4]);
        Assert.StartsWith("subject\nRe: A question 1", full.Texts[5]);
        // The beginning, by whole characters.
        Assert.Equal(
            "text\n" + Wombat[..("Call the wombat. ".Length + (283 * Thumb.Length))] + "…",
            full.Texts[6]
        );
        Assert.Empty(await hers.All());
    }

    private const string Thumb = "👍🏽";

    private static readonly string Wombat =
        "Call the wombat. " + string.Concat(Enumerable.Repeat(Thumb, 400));

    private async Task Answers(Recipient person) =>
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(person.Email), Wombat);

    [Fact]
    public async Task A_mail_that_was_refused_and_the_end_of_its_campaign_are_told_once()
    {
        var ada = await suite.SignUp();
        var room = await SlackRoom.Open(suite, ada);
        var hers = await SlackRoom.Open(suite);
        foreach (var type in (string[])["send.failed", "campaign.finished"])
        {
            await room.Switch(type, details: type == "send.failed");
            await hers.Switch(type);
        }

        var address = Stage.NewAddress(0);
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "status",
                status = 422,
                match = address,
            }
        );
        var campaign = await Stage.Launch(suite, ada, steps: 1, email: _ => address);
        await campaign.Settle();

        await room.Posted(2);
        await suite.Drain(ada);
        var told = (await room.All()).ToDictionary(message => message.Title);
        Assert.Equal(["A campaign has ended", "A mail was not sent"], told.Keys.Order());
        Assert.Equal($"recipient\n{address}", told["A mail was not sent"].Texts[1]);
        Assert.Contains(
            $"/reach/campaigns/{campaign.CampaignId}/sends",
            told["A campaign has ended"].Body
        );
        Assert.DoesNotContain("Spring", told["A campaign has ended"].Body);
        Assert.Empty(await hers.All());
    }

    /// <summary>Nor an address or a word of the answer.</summary>
    private static void Nowhere(SlackRoom.Message message, params string[] words) =>
        Assert.DoesNotContain(
            words.Append("wombat").Append("@"),
            word => message.Body.Contains(word, StringComparison.OrdinalIgnoreCase)
        );
}
