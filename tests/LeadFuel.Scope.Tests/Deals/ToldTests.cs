using LeadFuel.Reach.Sends;

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

    [Theory]
    [InlineData("hubspot")]
    [InlineData("pipedrive")]
    public async Task A_closing_is_told_once_however_often_the_deal_is_told_of_later(string vendor)
    {
        await using var own = await suite.OwnTime();
        var crm = vendor == "hubspot" ? await Crm.HubSpot(own) : await Crm.Pipedrive(own);
        var room = await SlackRoom.Open(own, crm.Member);
        await room.Switch("deal.closed");
        await Enrolled.In(own, crm.Member, ["ines@kestrelpay.com"]);
        var deal = await crm.Deal(domain: "kestrelpay.com", organisation: 4);
        if (vendor == "pipedrive")
        {
            await crm.Act("organisation", new { id = 4, website = "kestrelpay.com" });
        }

        await Later(crm);
        await crm.Win(deal);
        await Later(crm);
        Assert.Equal("A deal was won", Assert.Single(await room.All()).Title);

        await crm.Edit(deal);
        await Later(crm);
        Assert.Single(await room.All());

        // After a week nothing is left of the jobs that told it.
        own.Advance(TimeSpan.FromDays(8));
        await using var forget = own.Sql("scope").CreateCommand("select forget($1)");
        forget.Parameters.Add(new() { Value = own.Time.GetUtcNow().UtcDateTime });
        await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await Enrolled.In(own, crm.Member, ["tom@kestrelpay.com"]);
        await (
            await crm.Member.Scope.Put(
                $"/crm-connections/{crm.Id}/stages",
                new { stage = "own-stage", means = "lost" }
            )
        ).Json();
        await Later(crm);
        await crm.Edit(deal);
        await Later(crm);

        Assert.Single(await room.All());
        Assert.Equal(
            [
                ("ines@kestrelpay.com", EnrolmentState.Stopped),
                ("tom@kestrelpay.com", EnrolmentState.Active),
            ],
            (await Enrolled.All(own, crm.Member))
                .OrderBy(one => one.Email, StringComparer.Ordinal)
                .Select(one => (one.Email, one.State))
        );
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("pipedrive")]
    public async Task A_deal_that_is_reopened_and_closed_again_is_told_again(string vendor)
    {
        await using var own = await suite.OwnTime();
        var crm = vendor == "hubspot" ? await Crm.HubSpot(own) : await Crm.Pipedrive(own);
        var room = await SlackRoom.Open(own, crm.Member);
        await room.Switch("deal.closed");
        var deal = await crm.Deal();
        await Later(crm);
        await crm.Win(deal);
        await Later(crm);
        Assert.Single(await room.All());

        await crm.Reopen(deal);
        await Later(crm);
        await crm.Win(deal);
        await Later(crm);

        Assert.Equal(
            ["A deal was won", "A deal was won"],
            (await room.All()).Select(one => one.Title)
        );
    }

    /// <summary>What was told has been taken in, and the time after which its closing is told has passed.</summary>
    private static async Task Later(Crm crm)
    {
        await crm.Suite.Drain(crm.Member);
        crm.Suite.Advance(TimeSpan.FromSeconds(10));
        await crm.Suite.Drain(crm.Member);
    }
}
