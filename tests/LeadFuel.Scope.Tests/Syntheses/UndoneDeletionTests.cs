using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Scope.Tests.Syntheses;

/// <summary>What waited for Claude when a deletion was asked for is not asked because it was undone.</summary>
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
}
