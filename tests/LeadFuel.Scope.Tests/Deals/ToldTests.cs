namespace LeadFuel.Scope.Tests.Deals;

/// <summary>From the CRM's message to the customer's Slack channel.</summary>
public sealed class ToldTests(Suite suite)
{
    [Theory]
    [InlineData(false)]
    // First that it is closed, last to which stage it went: on the way a deal that was won looks lost.
    [InlineData(true)]
    public async Task A_deal_that_closes_in_the_crm_stands_in_the_slack_channel_once(bool reversed)
    {
        var crm = await Crm.HubSpot(suite);
        var room = await SlackRoom.Open(suite, crm.Member);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("deal.closed");
        await hers.Switch("deal.closed");
        var first = await crm.Deal("Zebrafish, yearly", domain: "zebrafish-pay.com");
        await suite.Drain(crm.Member);
        Assert.Empty(await room.All());

        if (reversed)
        {
            await crm.Break("webhook_reversed", times: 10);
        }

        await crm.Win(first);

        await room.Posted(1);
        // Its day and its sum come in events of their own; it has closed once.
        await suite.Drain(crm.Member);
        var bare = Assert.Single(await room.All());
        Assert.Equal("A deal was won", bare.Title);
        Assert.DoesNotContain("zebrafish", bare.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("12500", bare.Body);

        await room.Switch("deal.closed", details: true);
        var second = await crm.Deal("Zebrafish & Sons", domain: "zebrafish-sons.com");
        await suite.Drain(crm.Member);
        await crm.Lose(second);

        var full = (await room.Posted(2))[1];
        Assert.Equal("A deal was lost", full.Title);
        Assert.Equal(
            ["amount\n12500 EUR", "company\nzebrafish-sons.com", "deal\nZebrafish & Sons"],
            full.Texts[1..4]
        );
        Assert.Empty(await hers.All());
    }
}
