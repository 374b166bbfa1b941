using LeadFuel.Core.Integrations;

namespace LeadFuel.Core.Tests.Integrations;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Kills;

/// <summary>A real process of Core dies by SIGKILL wherever it hurts. What was told is judged by what the other side got.</summary>
[Collection(typeof(Kills))]
public sealed class KillTests(CoreSuite suite)
{
    [Theory]
    [InlineData("core.event-before-commit", 1)]
    [InlineData("core.event-after-commit", 1)]
    [InlineData("core.before-deliver", 1)]
    // It had left: the receiver knows the second by its id.
    [InlineData("core.after-deliver", 2)]
    public async Task A_webhook_hears_of_an_event_under_one_id_wherever_the_teller_is_killed(
        string point,
        int calls
    )
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["scope"],
                Apart = ["core"],
            }
        );
        var core = own.Apart("core");
        var first = await core.Start();
        var ada = new Told(own, await own.SignUp(), direct: true);
        (await ada.Connect()).EnsureSuccessStatusCode();
        await ada.Test();
        await ada.Switch("icp.ready");
        await ApartService.Kill(first);
        await EndLeases(own);

        var dying = await core.Start(fault: point);
        await ada.Happened(await ada.PlantIcp("Fintech"));
        await Dead(own, dying, point);
        await core.Start();

        IReadOnlyList<Told.Received> got = [];
        await Wait.Until(
            async () =>
            {
                await Hasten(own);
                got = await ada.All();
                return got.Count >= calls && await State(own) is (short)DeliveryState.Delivered;
            },
            () => $"told {got.Count} times of {calls}"
        );
        Assert.Equal(calls, got.Count);
        Assert.Single(got.Select(one => one.Headers["webhook-id"]).Distinct());
    }

    [Theory]
    [InlineData("core.event-before-commit", 1, DeliveryState.Delivered)]
    [InlineData("core.event-after-commit", 1, DeliveryState.Delivered)]
    // Nobody had written down whether it left: a person decides.
    [InlineData("core.before-deliver", 0, DeliveryState.Unknown)]
    [InlineData("core.after-deliver", 1, DeliveryState.Unknown)]
    public async Task A_slack_channel_hears_of_an_event_once_wherever_the_teller_is_killed(
        string point,
        int messages,
        DeliveryState state
    )
    {
        var (own, room, told) = await Room();
        await using var _ = own;
        var core = own.Apart("core");

        var dying = await core.Start(fault: point);
        await told.Happened(await told.PlantIcp("Fintech"));
        await Dead(own, dying, point);
        await core.Start();

        object? at = null;
        await Wait.Until(
            async () =>
            {
                await Hasten(own);
                return (at = await State(own)) is short now && now == (short)state;
            },
            () => $"it is {at} and not {state}"
        );
        Assert.Equal(messages, (await room.All()).Count);
    }

    private async Task<(Suite Own, SlackRoom Room, Told Told)> Room()
    {
        var own = await suite.Own(o => o with { Services = ["scope"], Apart = ["core"] });
        var first = await own.Apart("core").Start();
        var room = new SlackRoom(own, await own.SignUp(), direct: true);
        (await room.Connect()).EnsureSuccessStatusCode();
        await room.Test();
        await room.Switch("icp.ready");
        await ApartService.Kill(first);
        await EndLeases(own);
        return (own, room, new Told(own, room.Member, direct: true));
    }

    // The lease of a dead runner ends by itself after a minute; here it ends at once. Never the lease of one that lives:
    // a delivery that takes long would be told twice.
    private static async Task Dead(Suite own, System.Diagnostics.Process dying, string point)
    {
        await Wait.Until(
            async () =>
            {
                await Hasten(own);
                return dying.HasExited;
            },
            () => $"it never came to {point}"
        );
        Assert.Equal(137, dying.ExitCode);
        await EndLeases(own);
    }

    private static Task<object?> EndLeases(Suite own) =>
        Rows.Scalar(
            own,
            "core",
            "update jobs set lease_until = now() - interval '1 second' where state = 1"
        );

    private static async Task<object?> State(Suite own) =>
        await Rows.Scalar(own, "core", "select max(state) from deliveries where not test");

    // Pauses end by themselves; here they end at once.
    private static async Task Hasten(Suite own)
    {
        foreach (var database in (string[])["core", "scope"])
        {
            await Rows.Scalar(
                own,
                database,
                "update jobs set run_at = now() where state = 0 and kind like '%.tell-event'"
            );
            await Rows.Scalar(own, database, "update job_lanes set next_at = now()");
        }
    }
}
