using LeadFuel.Reach.Sends;
using LeadFuel.Testing;

namespace LeadFuel.Reach.Tests.Sends;

/// <summary>A running campaign of an account whose plan has ended.</summary>
public sealed class PlanTests(Suite suite)
{
    [Fact]
    public async Task Without_a_plan_a_due_mail_waits_says_why_and_goes_by_itself_once_it_is_paid()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var hers = await Stage.Launch(own, ada, steps: 1);
        var other = await Stage.Launch(own, eve, steps: 1);
        await own.EndTrial(ada);

        await hers.Settle();
        await other.Settle();

        Assert.Empty(await own.Sandbox.Mails(hers.Person.Email));
        Assert.Single(await own.Sandbox.Mails(other.Person.Email));
        var row = Assert.Single(await hers.Ledger());
        Assert.Equal((Verdict.Waiting, Gates.PlanEnded), (row.Verdict, row.Reason));
        var shown = (await ada.Reach.Json($"/campaigns/{hers.CampaignId}/decisions")).GetProperty(
            "items"
        )[0];
        Assert.StartsWith("The trial ended on", shown.GetProperty("why").GetString());

        await own.BeginTrial(ada);
        own.Advance(TimeSpan.FromMinutes(6));
        await hers.Settle();

        Assert.Single(await own.Sandbox.Mails(hers.Person.Email));
        Assert.Equal(Verdict.Sent, Assert.Single(await hers.Ledger()).Verdict);
    }
}
