namespace LeadFuel.Scope.Tests.Deals;

/// <summary>What the CRMs' wires do of themselves: tell again, escape, give up.</summary>
public sealed class WireTests(Suite suite)
{
    [Theory]
    [InlineData("hubspot", 4)]
    [InlineData("pipedrive", 1)]
    public async Task What_is_told_again_after_a_slow_answer_counts_once(string vendor, int events)
    {
        var crm = vendor == "hubspot" ? await Crm.HubSpot(suite) : await Crm.Pipedrive(suite);
        var deal = await crm.Deal();
        var before = await crm.Events();
        await crm.Break("webhook_slow_answer", times: 3);

        Assert.Equal((int[])[0, 0, 0, 204], await crm.Win(deal));

        Assert.Equal(before + events, await crm.Events());
        Assert.Equal("won", (await crm.Outcome(deal)).Text("status"));
    }

    [Fact]
    public async Task HubSpot_signs_an_address_with_escapes_as_it_is_read()
    {
        var crm = await Crm.HubSpot(suite);
        var deal = await crm.Deal();
        await crm.Break("webhook_escaped_query");

        Assert.Equal((int[])[204], await crm.Win(deal));

        Assert.Equal("won", (await crm.Outcome(deal)).Text("status"));
    }

    [Fact]
    public async Task What_pipedrive_lost_while_its_webhook_was_banned_comes_with_the_next_change()
    {
        var crm = await Crm.Pipedrive(suite);
        var deal = await crm.Deal();
        await crm.Break("webhook_bad_password", times: 10);
        for (var failed = 1; failed < 10; failed++)
        {
            Assert.Equal((int[])[401, 401, 401, 401], await crm.Edit(deal));
        }

        Assert.Equal((int[])[401], await crm.Edit(deal));
        Assert.Empty(await crm.Win(deal));
        Assert.Equal("open", (await crm.Outcome(deal)).Text("status"));

        await crm.Act("wait", new { minutes = 31 });
        Assert.Equal((int[])[204], await crm.Edit(deal));

        Assert.Equal("won", (await crm.Outcome(deal)).Text("status"));
    }

    [Fact]
    public async Task A_webhook_that_pipedrive_deleted_is_made_anew_and_goes_on()
    {
        var crm = await Crm.Pipedrive(suite);
        var deal = await crm.Deal();
        await crm.Act("wait", new { minutes = (3 * 24 * 60) + 1 });
        await crm.Break("webhook_no_password");
        Assert.Equal((int[])[401], await crm.Edit(deal));
        Assert.Empty(await crm.Win(deal));

        await crm.Aim(crm);
        Assert.Equal((int[])[204], await crm.Edit(deal));

        var outcome = Assert.Single(await crm.Outcomes());
        Assert.Equal(
            ("won", 13000m),
            (outcome.Text("status"), outcome.GetProperty("amount").GetDecimal())
        );
    }
}
