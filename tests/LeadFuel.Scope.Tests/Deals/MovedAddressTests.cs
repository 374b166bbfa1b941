using System.Net;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>An address is removed, made anew or comes to be known better: the deals are the same ones.</summary>
public sealed class MovedAddressTests(Suite suite)
{
    private const string Company = "hs_primary_associated_company";

    [Fact]
    public async Task Deals_of_a_removed_address_stay_as_they_are_and_are_still_given_a_company()
    {
        var crm = await Crm.HubSpot(suite);
        var (won, open) = (await crm.Deal("Won"), await crm.Deal("Open"));
        await crm.Say(won, Company, "7001");
        await crm.Say(open, Company, "7001");
        await crm.Move(won, "own-won");
        await crm.Move(open, "own-stage");
        await (await crm.Mean("own-won", "won")).Json();
        Assert.Equal("won", (await crm.Outcome(won)).Text("status"));
        await Remove(crm);

        var line = await crm.Outcome(open);
        await (
            await crm.Member.Scope.Put(
                $"/outcomes/{line.Text("id")}/match",
                new { domain = "kestrelpay.com" },
                $"\"{line.Number("version")}\""
            )
        ).Json();

        var followed = await crm.Outcome(won);
        Assert.Equal(("kestrelpay.com", "won"), (followed.Text("domain"), followed.Text("status")));
    }

    [Fact]
    public async Task A_new_address_goes_on_with_the_deals_and_the_stages_of_the_one_before()
    {
        var crm = await Crm.HubSpot(suite);
        var (told, quiet) = (await crm.Deal("Told of"), await crm.Deal("Quiet"));
        await crm.Move(told, "own-won");
        await crm.Move(quiet, "own-won");
        await (await crm.Mean("own-won", "won")).Json();
        await crm.Settle();
        await Remove(crm);
        // The same account of HubSpot is eve's CRM, too, and what she says stays hers.
        var eve = await Crm.HubSpot(suite);
        var hers = await eve.Deal();
        await eve.Move(hers, "own-won");

        var anew = await Crm.HubSpot(suite, crm.Member);
        await crm.Aim(anew);
        await crm.Edit(told);

        var outcome = await crm.Outcome(told);
        Assert.Equal(
            ("won", 13000m),
            (outcome.Text("status"), outcome.GetProperty("amount").GetDecimal())
        );
        var stages = (await anew.Get()).GetProperty("stages").EnumerateArray();
        Assert.Equal("won", stages.Single(one => one.Text("name") == "own-won").Text("means"));
        Assert.Equal("open", (await eve.Outcome(hers)).Text("status"));
        // A meaning that is said here counts for the deals that nobody told of since.
        await (await anew.Mean("own-won", "lost")).Json();
        Assert.Equal("lost", (await crm.Outcome(quiet)).Text("status"));
    }

    [Fact]
    public async Task A_workflow_without_the_account_and_an_app_at_one_address_tell_of_one_deal()
    {
        var crm = await Crm.HubSpot(suite, form: "workflow");
        await crm.Break("webhook_no_portal", times: 10);
        var deal = await crm.Deal();
        await crm.Win(deal);
        var line = await crm.Outcome(deal);
        Assert.Equal("won", line.Text("status"));

        await crm.Aim(crm);
        await crm.Edit(deal);

        var outcome = Assert.Single(await crm.Outcomes());
        Assert.Equal(
            (line.Text("id"), "won", 13000m),
            (outcome.Text("id"), outcome.Text("status"), outcome.GetProperty("amount").GetDecimal())
        );
        Assert.Equal("33", (await crm.Get()).Text("portal"));
    }

    [Fact]
    public async Task A_deal_that_two_addresses_told_of_before_is_one_and_keeps_what_a_person_said()
    {
        var crm = await Crm.HubSpot(suite, form: "workflow");
        await crm.Break("webhook_no_portal", times: 10);
        var deal = await crm.Deal("Early");
        await crm.Win(deal);
        var line = await crm.Outcome(deal);
        await (
            await crm.Member.Scope.Put(
                $"/outcomes/{line.Text("id")}/match",
                new { domain = "kestrelpay.com" },
                $"\"{line.Number("version")}\""
            )
        ).Json();
        // Each played CRM counts its deals from the same number.
        var other = await Crm.HubSpot(suite, crm.Member);
        Assert.Equal(deal, await other.Deal("Late"));
        Assert.Equal(2, (await crm.Outcomes()).Count);

        await crm.Aim(crm);
        await crm.Edit(deal);

        var outcome = Assert.Single(await crm.Outcomes());
        Assert.Equal(
            ("kestrelpay.com", "Late", 13000m),
            (
                outcome.Text("domain"),
                outcome.Text("name"),
                outcome.GetProperty("amount").GetDecimal()
            )
        );
    }

    private static async Task Remove(Crm crm) =>
        Assert.Equal(
            HttpStatusCode.NoContent,
            (
                await crm.Member.Scope.Delete(
                    $"/crm-connections/{crm.Id}",
                    $"\"{(await crm.Get()).Number("version")}\""
                )
            ).StatusCode
        );
}
