using LeadFuel.Reach.Sends;
using LeadFuel.Scope.Tests.Deals;

namespace LeadFuel.Scope.Tests.Crashes;

/// <summary>Scope dies while a CRM tells it that a deal was won: the CRM tells it again, and the deal is won once.</summary>
[Collection(typeof(Crashes))]
public sealed class DealKillTests(Suite suite)
{
    [Theory]
    [InlineData("hubspot", "scope.hook-before-commit")]
    [InlineData("hubspot", "scope.hook-after-commit")]
    [InlineData("hubspot", "scope.outcome-before-commit")]
    [InlineData("hubspot", "scope.before-stop")]
    [InlineData("hubspot", "scope.after-stop")]
    [InlineData("pipedrive", "scope.hook-after-commit")]
    public async Task A_deal_is_won_once_wherever_its_taker_is_killed(string vendor, string point)
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "reach", "gateway"],
                Apart = ["scope"],
            }
        );
        var scope = own.Apart("scope");
        var first = await scope.Start();
        var member = await own.SignUp();
        var crm =
            vendor == "hubspot" ? await Crm.HubSpot(own, member) : await Crm.Pipedrive(own, member);
        await Enrolled.In(own, member, ["ines@kestrelpay.com", "ann@elsewhere.test"]);
        var deal = await crm.Deal(domain: "kestrelpay.com", organisation: 4);
        if (vendor == "pipedrive")
        {
            await crm.Act("organisation", new { id = 4, website = "kestrelpay.com" });
        }

        await Until(() => crm.Is(deal, "match", "matched"), "the deal has no company");
        await ApartService.Kill(first);
        await KillTests.EndLeases(own);
        var dying = await scope.Start(fault: point);

        var told = crm.Win(deal);
        await Until(() => Task.FromResult(dying.HasExited), $"it never came to {point}");
        Assert.Equal(137, dying.ExitCode);
        await KillTests.EndLeases(own);
        await scope.Start();

        // Who told it again too early found nobody there, and tells it once more.
        if ((await told)[^1] != 204)
        {
            await crm.Act("replay");
        }

        await Until(() => crm.Is(deal, "status", "won"), "the deal is not won");
        await Until(
            async () =>
            {
                await KillTests.EndLeases(own);
                return (await Enrolled.All(own, member)).Any(one =>
                    one.State == EnrolmentState.Stopped
                );
            },
            "the mails go on"
        );
        Assert.Single(await crm.Outcomes());
        Assert.Equal(
            "ines@kestrelpay.com",
            Assert
                .Single(await Enrolled.All(own, member), one => one.State == EnrolmentState.Stopped)
                .Email
        );
        // Whatever was told twice is there once.
        var events = await crm.Events();
        await crm.Act("replay");
        Assert.Equal(events, await crm.Events());
    }

    private static Task Until(Func<Task<bool>> condition, string missing) =>
        Wait.Until(condition, () => missing);
}
