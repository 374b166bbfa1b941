using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Today;

public sealed class TodayTests(Suite suite)
{
    [Fact]
    public async Task The_first_page_tells_each_account_what_waits_for_it_and_nothing_of_another()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Ready(
            suite,
            ada,
            $"g-{Guid.CreateVersion7():N}@customers.test,Grace,Hopper,Navy"
        );
        var draft = (await plan.Drafts())[0];
        await ada.Reach.Put(
            $"/drafts/{draft.Text("id")}",
            new { subject = "Read me", body = "Hello" },
            $"\"{draft.GetProperty("version").GetInt32()}\""
        );
        await ada.Reach.Post("/domains", new { name = $"d{Guid.CreateVersion7():N}.test" });
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(campaign.Person.Email), "Call me.");
        await campaign.Settle();
        var paused = await Stage.Launch(suite, ada);
        await paused.Settle();
        var path = $"/campaigns/{paused.CampaignId}";
        (
            await ada.Reach.Post($"{path}/pause", etag: (await ada.Reach.Get(path)).Tag())
        ).EnsureSuccessStatusCode();

        var today = await ada.Reach.Json("/today");

        Assert.Equal(
            (1, 1),
            (
                today.GetProperty("repliesOpen").GetInt32(),
                today.GetProperty("draftsToApprove").GetInt32()
            )
        );
        Assert.Equal(
            ["campaign", "domain", "draft", "reply"],
            today.GetProperty("items").EnumerateArray().Select(item => item.Text("kind")).Order()
        );
        Assert.All(
            today.GetProperty("items").EnumerateArray(),
            item => Assert.StartsWith("/reach/", item.Text("href"), StringComparison.Ordinal)
        );
        Assert.Empty((await eve.Reach.Json("/today")).GetProperty("items").EnumerateArray());
    }
}
