using LeadFuel.Accounts.Rpc;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Campaigns;

/// <summary>What was on its way when a deletion was asked for does not leave because it was undone.</summary>
public sealed class UndoneDeletionTests(MovedTime time) : IClassFixture<MovedTime>
{
    private readonly Suite suite = time.Suite;

    [Fact]
    [Claim("T68")]
    public async Task A_campaign_is_paused_after_the_undoing_and_its_mails_wait_for_a_person()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (hers, other) = (await Stage.Launch(suite, ada), await Stage.Launch(suite, eve));
        await hers.Settle();
        await other.Settle();
        Assert.Single(await suite.Sandbox.Mails(hers.Person.Email));

        (
            await ada.Web.Post("/api/core/deletion", new { account = ada.Email })
        ).EnsureSuccessStatusCode();
        await suite.Drain(ada, "core.follow-deletion");
        suite.Advance(TimeSpan.FromDays(3));
        await suite.Drain();
        Assert.Single(await suite.Sandbox.Mails(hers.Person.Email));
        Assert.Equal(2, (await suite.Sandbox.Mails(other.Person.Email)).Count);

        var back = await suite.SignUp(ada.Email);
        (await back.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await Paused(hers);

        // The second mail was due two days ago.
        await suite.Drain(ada);
        Assert.Single(await suite.Sandbox.Mails(hers.Person.Email));
        const string subject = "Your account stays";
        await Wait.Until(
            async () => (await suite.Sandbox.Mails(ada.Email)).Any(mail => mail.Subject == subject),
            () => "the mail about the undoing does not come"
        );
        var mail = (await suite.Sandbox.Mails(ada.Email)).Single(one => one.Subject == subject);
        Assert.Contains("campaigns that ran are paused", mail.Text, StringComparison.Ordinal);
        Assert.Equal(
            "campaign",
            Assert
                .Single((await back.Reach.Json("/today")).GetProperty("items").EnumerateArray())
                .Text("kind")
        );

        await Resume(back, hers);
        await suite.Drain(ada);
        Assert.Equal(2, (await suite.Sandbox.Mails(hers.Person.Email)).Count);
    }

    [Fact]
    public async Task An_undoing_that_is_told_twice_does_not_pause_what_was_resumed_between()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (hers, other) = (await Stage.Launch(suite, ada), await Stage.Launch(suite, eve));
        var core = new AccountData.AccountDataClient(
            suite.Rpc("reach", "core", ada.Claims with { })
        );
        await core.SuspendAsync(new SuspendRequest(), cancellationToken: Stage.Ct);
        await core.RestoreAsync(new RestoreRequest(), cancellationToken: Stage.Ct);
        Assert.Equal(CampaignState.Paused, (await hers.Campaign()).State);

        await Resume(ada, hers);
        await core.RestoreAsync(new RestoreRequest(), cancellationToken: Stage.Ct);

        Assert.Equal(CampaignState.Running, (await hers.Campaign()).State);
        Assert.Equal(CampaignState.Running, (await other.Campaign()).State);
    }

    [Fact]
    public async Task A_lifted_suspension_lets_no_mail_out_late_before_a_person_resumes()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (hers, other) = (await Stage.Launch(suite, ada), await Stage.Launch(suite, eve));
        await hers.Settle();
        await other.Settle();
        var core = new AccountData.AccountDataClient(
            suite.Rpc("reach", "core", ada.Claims with { })
        );
        await core.SuspendAsync(
            new SuspendRequest { Cause = HoldCause.Suspension },
            cancellationToken: Stage.Ct
        );
        suite.Advance(TimeSpan.FromDays(3));
        await suite.Drain();
        Assert.Single(await suite.Sandbox.Mails(hers.Person.Email));
        Assert.Equal(2, (await suite.Sandbox.Mails(other.Person.Email)).Count);

        await core.RestoreAsync(
            new RestoreRequest { Cause = HoldCause.Suspension },
            cancellationToken: Stage.Ct
        );
        await suite.Drain(ada);

        Assert.Equal(CampaignState.Paused, (await hers.Campaign()).State);
        Assert.NotEqual(CampaignState.Paused, (await other.Campaign()).State);
        Assert.Single(await suite.Sandbox.Mails(hers.Person.Email));
        await Resume(ada, hers);
        await suite.Drain(ada);
        Assert.Equal(2, (await suite.Sandbox.Mails(hers.Person.Email)).Count);
    }

    private static async Task Resume(Member member, Launched campaign)
    {
        var path = $"/campaigns/{campaign.CampaignId}";
        (
            await member.Reach.Post($"{path}/resume", etag: (await member.Reach.Get(path)).Tag())
        ).EnsureSuccessStatusCode();
    }

    // Core tells Reach; how soon is the runners' affair.
    private static Task Paused(Launched campaign) =>
        Wait.Until(
            async () => (await campaign.Campaign()).State == CampaignState.Paused,
            () => "the campaign goes on"
        );
}
