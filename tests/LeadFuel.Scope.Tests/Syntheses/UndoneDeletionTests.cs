using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Scope.Tests.Syntheses;

/// <summary>What waited for Claude when a deletion was asked for is not asked because it was undone; after a suspension it is.</summary>
public sealed class UndoneDeletionTests(Suite suite)
{
    [Fact]
    public async Task A_synthesis_that_waited_is_stopped_by_the_undoing_and_starts_again_by_hand()
    {
        var (ada, eve) = (await Profile.Answered(suite), await Profile.Answered(suite));
        var core = new AccountData.AccountDataClient(
            suite.Rpc("scope", "core", ada.Member.Claims with { })
        );
        await core.SuspendAsync(
            new SuspendRequest(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        var waits = await (await ada.Start()).Json();
        Assert.Equal("succeeded", (await eve.Write()).Text("state"));

        await core.RestoreAsync(
            new RestoreRequest(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        await suite.Drain(ada.Member);

        var stopped = await ada.Member.Scope.Json($"/syntheses/{waits.Text("id")}");
        Assert.Equal("cancelled", stopped.Text("state"));
        Assert.Empty(await ada.Sent());
        Assert.Empty(await ada.Versions());
        Assert.Equal("succeeded", (await ada.Write()).Text("state"));
        Assert.Single(await ada.Sent());
    }

    [Fact]
    public async Task A_synthesis_that_waited_goes_on_when_a_suspension_is_lifted()
    {
        var (ada, eve) = (await Profile.Answered(suite), await Profile.Answered(suite));
        await Hold(ada, HoldCause.Suspension, true);
        var waits = await (await ada.Start()).Json();
        Assert.Equal("succeeded", (await eve.Write()).Text("state"));
        Assert.Empty(await ada.Sent());

        await Hold(ada, HoldCause.Suspension, false);
        await suite.Drain(ada.Member);

        var done = await ada.Member.Scope.Json($"/syntheses/{waits.Text("id")}");
        Assert.Equal("succeeded", done.Text("state"));
        Assert.Single(await ada.Sent());
    }

    [Fact]
    public async Task Held_for_two_causes_nothing_goes_on_before_both_have_ended()
    {
        var (ada, eve) = (await Profile.Answered(suite), await Profile.Answered(suite));
        await Hold(ada, HoldCause.Suspension, true);
        await Hold(ada, HoldCause.Deletion, true);
        var waits = await (await ada.Start()).Json();
        var path = $"/syntheses/{waits.Text("id")}";

        await Hold(ada, HoldCause.Suspension, false);
        await suite.Drain(ada.Member);
        Assert.Equal("queued", (await ada.Member.Scope.Json(path)).Text("state"));

        await Hold(ada, HoldCause.Deletion, false);
        await suite.Drain(ada.Member);
        Assert.Equal("cancelled", (await ada.Member.Scope.Json(path)).Text("state"));
        Assert.Empty(await ada.Sent());
        Assert.Equal("succeeded", (await eve.Write()).Text("state"));
    }

    private async Task Hold(Profile profile, HoldCause cause, bool held)
    {
        var ct = TestContext.Current.CancellationToken;
        var core = new AccountData.AccountDataClient(
            suite.Rpc("scope", "core", profile.Member.Claims with { })
        );
        if (held)
        {
            await core.SuspendAsync(new SuspendRequest { Cause = cause }, cancellationToken: ct);
        }
        else
        {
            await core.RestoreAsync(new RestoreRequest { Cause = cause }, cancellationToken: ct);
        }
    }
}
