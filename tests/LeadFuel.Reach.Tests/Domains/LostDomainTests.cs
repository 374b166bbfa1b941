using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Domains;

/// <summary>A domain that is not verified any more pauses its campaigns: a member learns why, and what to do once it is again.</summary>
public sealed class LostDomainTests(Suite suite)
{
    [Fact]
    public async Task A_campaign_that_its_domain_paused_says_why_and_waits_for_a_member_once_it_is_verified()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var campaign = await Stage.Launch(own, ada);
        var theirs = await Stage.Launch(own, eve);
        await campaign.Settle();
        await theirs.Settle();
        await Say(campaign, "failed");
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        await theirs.Settle();

        Assert.Equal(CampaignState.Paused, (await campaign.Campaign()).State);
        Assert.Contains(
            "not verified",
            (await ada.Reach.Json($"/campaigns/{campaign.CampaignId}")).Text("pausedWhy"),
            StringComparison.Ordinal
        );
        Assert.Contains("Verify it", await Today(ada), StringComparison.Ordinal);
        var said = Assert.Single(
            (await ada.Core.Json("/audit-entries")).GetProperty("items").EnumerateArray(),
            entry => entry.Text("action") == "campaign.paused"
        );
        Assert.Contains("domain is not verified", said.ToString(), StringComparison.Ordinal);

        await Say(campaign, "verified");

        Assert.Contains("Resume it", await Today(ada), StringComparison.Ordinal);
        Assert.Equal(1, await Waiting(ada));
        await campaign.Settle();
        Assert.Equal(CampaignState.Paused, (await campaign.Campaign()).State);
        Assert.Equal(0, await Waiting(eve));
        Assert.Equal(Verdict.Sent, (await theirs.Ledger())[1].Verdict);

        var path = $"/campaigns/{campaign.CampaignId}";
        (
            await ada.Reach.Post($"{path}/resume", etag: (await ada.Reach.Get(path)).Tag())
        ).EnsureSuccessStatusCode();
        await campaign.Settle();
        Assert.Equal(0, await Waiting(ada));
        Assert.Equal(Verdict.Sent, (await campaign.Ledger())[1].Verdict);
    }

    private static async Task<string> Today(Member member) =>
        (await member.Reach.Json("/today"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("kind") == "campaign")
            .Text("detail");

    private static async Task<int> Waiting(Member member) =>
        (await member.Reach.Json("/domains"))
            .GetProperty("items")[0]
            .GetProperty("pausedCampaigns")
            .GetInt32();

    private static Task Say(Launched campaign, string status) =>
        Stage.Change(
            campaign.Suite,
            campaign.Member,
            async db =>
                (await db.Domains.SingleAsync(d => d.Id == campaign.DomainId, Stage.Ct)).Status =
                    status
        );
}
