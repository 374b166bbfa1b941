using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace LeadFuel.Scope.Tests.Crashes;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Crashes;

/// <summary>
/// A real process of Scope dies by SIGKILL wherever it hurts and is started again. What Anthropic was asked is judged
/// from the Sandbox's record: the same bytes each time, twice at the most; the person gets one document or none.
/// </summary>
[Collection(typeof(Crashes))]
public sealed class KillTests(Suite suite)
{
    private const int Seed = 20261124;

    [Theory]
    [InlineData("scope.before-run", 1)]
    [InlineData("scope.before-call", 1)]
    [InlineData("scope.told", 2)]
    [InlineData("scope.after-call", 2)]
    [InlineData("scope.validating", 2)]
    [InlineData("scope.before-commit", 2)]
    [InlineData("scope.after-commit", 1)]
    public async Task One_document_is_written_wherever_its_writer_is_killed(string point, int calls)
    {
        await using var own = await Own();
        var scope = own.Apart("scope");
        var dying = await scope.Start(fault: point);
        var profile = await Profile.Answered(own);
        var preview = await profile.Preview();
        var key = Guid.CreateVersion7().ToString();
        try
        {
            await profile.Start(preview, key);
        }
        catch (HttpRequestException)
        {
            // The writer may die before the answer to the one who asked has left the process.
        }

        await Died(dying, point);
        await EndLeases(own);
        await scope.Start();
        // Asked once more with the same key, it is the same one.
        var id = (await (await profile.Start(preview, key)).Json()).Text("id");

        Assert.Equal("succeeded", (await Ended(own, profile, id)).Text("state"));
        await AssertOneDocument(profile, id, preview, calls);
        // A page that saw the dead one's beginning begins anew as well.
        Assert.Equal(
            point is "scope.before-run" or "scope.after-commit" ? 0 : 1,
            (await Syntheses.Stream.Follow(profile.Member.Scope, $"/syntheses/{id}/events")).Count(
                one => one.Kind == "restart"
            )
        );
    }

    [Theory]
    [InlineData("scope.start-before-commit")]
    [InlineData("scope.start-after-commit")]
    public async Task A_start_whose_answer_was_lost_is_sent_again_and_is_one_synthesis(string point)
    {
        await using var own = await Own();
        var scope = own.Apart("scope");
        var dying = await scope.Start(fault: point);
        var profile = await Profile.Answered(own);
        var preview = await profile.Preview();
        var key = Guid.CreateVersion7().ToString();

        await Assert.ThrowsAsync<HttpRequestException>(() => profile.Start(preview, key));
        await Died(dying, point);
        await scope.Start();
        var id = (await (await profile.Start(preview, key)).Json()).Text("id");

        Assert.Equal("succeeded", (await Ended(own, profile, id)).Text("state"));
        await AssertOneDocument(profile, id, preview, calls: 1);
    }

    [Fact]
    public async Task A_writer_that_dies_twice_gives_up_and_the_person_is_told()
    {
        await using var own = await Own();
        var scope = own.Apart("scope");
        var dying = await scope.Start(fault: "scope.after-call");
        var profile = await Profile.Answered(own);
        var id = (await (await profile.Start()).Json()).Text("id");
        await Died(dying, "the first time");
        await EndLeases(own);
        await Died(await scope.Start(fault: "scope.after-call"), "the second time");
        await EndLeases(own);
        await scope.Start();

        var synthesis = await Ended(own, profile, id);

        Assert.Equal(
            ("failed", "synthesis-interrupted"),
            (synthesis.Text("state"), synthesis.Text("problem"))
        );
        // No third answer is paid for unasked, and nothing of the two is kept.
        Assert.Equal(2, (await profile.Sent()).Count);
        Assert.Empty(await profile.Versions());
        Assert.Equal(
            $"We close the books of payment companies ({profile.Word}).",
            (await profile.Item("offer")).Text("value")
        );
        Assert.Equal("succeeded", (await Again(own, profile)).Text("state"));
    }

    [Fact]
    public async Task Writers_killed_again_and_again_at_any_moment_lose_nothing_and_double_nothing()
    {
        // 200 by `LEADFUEL_KILLS=200`; a few in each run.
        var kills = int.Parse(
            Environment.GetEnvironmentVariable("LEADFUEL_KILLS") ?? "4",
            CultureInfo.InvariantCulture
        );
        var random = new Random(Seed);
        await using var own = await Own(delay: 5);
        var scope = own.Apart("scope");
        var first = await scope.Start();
        var second = await scope.Start(elsewhere: true);
        var members = new[] { await own.SignUp(), await own.SignUp() };
        var begun = new List<(Profile Profile, string Id, JsonElement Preview)>();
        for (var kill = 0; kill < kills; kill++)
        {
            for (var n = 0; n < 2; n++)
            {
                var profile = await Profile.Answered(own, members[n]);
                var preview = await profile.Preview();
                begun.Add(
                    (profile, (await (await profile.Start(preview)).Json()).Text("id"), preview)
                );
            }

            await Task.Delay(random.Next(0, 900), Ct);
            // The one who answers people dies too, but not in mid-question here.
            if (random.Next(2) == 0)
            {
                await ApartService.Kill(first);
                await EndLeases(own);
                first = await scope.Start();
            }
            else
            {
                await ApartService.Kill(second);
                await EndLeases(own);
                second = await scope.Start(elsewhere: true);
            }
        }

        foreach (var (profile, id, preview) in begun)
        {
            var synthesis = await Ended(own, profile, id);
            var sent = await profile.Sent();
            Assert.InRange(sent.Count, 0, 2);
            Assert.All(sent, record => Assert.Equal(preview.Text("body"), record.Body));
            if (synthesis.Text("state") == "succeeded")
            {
                Assert.Single(await profile.Versions());
            }
            else
            {
                Assert.Equal("synthesis-interrupted", synthesis.Text("problem"));
                Assert.Empty(await profile.Versions());
            }
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Suite> Own(int delay = 0) =>
        suite.Own(o =>
            o with
            {
                Services = ["core", "gateway"],
                Apart = ["scope"],
                Settings =
                [
                    (
                        "sandbox",
                        "Sandbox:Anthropic:DeltaDelayMs",
                        delay.ToString(CultureInfo.InvariantCulture)
                    ),
                ],
            }
        );

    private static async Task AssertOneDocument(
        Profile profile,
        string synthesis,
        JsonElement preview,
        int calls
    )
    {
        var sent = await profile.Sent();
        Assert.Equal(calls, sent.Count);
        Assert.All(sent, record => Assert.Equal(preview.Text("body"), record.Body));
        Assert.Equal(1, Assert.Single(await profile.Versions()).Number("number"));
        Assert.Equal(1, (await profile.Icp()).Number("latestVersion"));
        // The page is told of one document too: what the dead one had told is taken back.
        var told = await Syntheses.Stream.Follow(
            profile.Member.Scope,
            $"/syntheses/{synthesis}/events"
        );
        Assert.Equal(
            Profile.Claims(await profile.Version(1)).Select(claim => claim.Text("text")),
            told.Where(one => one.Kind == "claim")
                .Select(one => one.Body.GetProperty("claim").Text("text"))
        );
        Assert.Equal(("end", "succeeded"), (told[^1].Kind, told[^1].Body.Text("state")));
    }

    private static async Task Died(Process process, string point)
    {
        await Wait.Until(
            () => Task.FromResult(process.HasExited),
            () => $"it never came to {point}"
        );
        Assert.Equal(137, process.ExitCode);
    }

    // The lease of a dead runner ends by itself after a minute of the database's clock; here it ends at once.
    internal static async Task EndLeases(Suite own)
    {
        // One by one, and again after a deadlock: a runner that lives locks the same rows in another order.
        foreach (
            var sql in (string[])
                [
                    "update jobs set lease_until = now() - interval '1 second' where state = 1",
                    "update jobs set run_at = now() where state = 0 and kind <> 'scope.forget-events' and kind not like 'house.%'",
                    "update job_lanes set next_at = now()",
                ]
        )
        {
#pragma warning disable CA2100 // Fixed texts.
            await using var end = own.Sql("scope").CreateCommand(sql);
#pragma warning restore CA2100
            for (var done = false; !done; )
            {
                try
                {
                    await end.ExecuteNonQueryAsync(Ct);
                    done = true;
                }
                catch (PostgresException lost)
                    when (lost.SqlState == PostgresErrorCodes.DeadlockDetected) { }
            }
        }
    }

    private static async Task<JsonElement> Again(Suite own, Profile profile)
    {
        var id = (await (await profile.Start()).Json()).Text("id");
        return await Ended(own, profile, id);
    }

    /// <summary>The synthesis once it has ended, however often its runner has to be told that it is alone.</summary>
    private static async Task<JsonElement> Ended(Suite own, Profile profile, string id)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var synthesis = await profile.Member.Scope.Json($"/syntheses/{id}");
            if (synthesis.Text("state") is "succeeded" or "failed" or "cancelled")
            {
                return synthesis;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(90),
                $"it goes on: {synthesis}"
            );
            await Task.Delay(200, Ct);
        }
    }
}
