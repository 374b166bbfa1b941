using System.Globalization;
using System.Net;
using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Tests.Syntheses;

/// <summary>Claude writes slowly here.</summary>
public sealed class SlowClaude()
    : Suite(
        new SuiteOptions
        {
            Services = ["core", "scope", "gateway"],
            Settings = [("sandbox", "Sandbox:Anthropic:DeltaDelayMs", "20")],
        }
    );

public sealed class FollowTests(SlowClaude suite) : IClassFixture<SlowClaude>
{
    private async Task<(Profile Profile, string Synthesis)> Begun(string? fault = null)
    {
        var profile = await Profile.Answered(suite);
        if (fault is not null)
        {
            await suite.Sandbox.Break(
                new
                {
                    vendor = "anthropic",
                    kind = fault,
                    match = profile.Word,
                    times = 1,
                }
            );
        }

        return (profile, (await (await profile.Start()).Json()).Text("id"));
    }

    [Fact]
    public async Task Sections_come_one_by_one_and_a_lost_connection_costs_none_and_repeats_none()
    {
        var (profile, synthesis) = await Begun();
        var path = $"/api/scope/syntheses/{synthesis}/events";
        var ada = profile.Member.Web;

        var first = await Stream.Follow(ada, path, one => one.Kind == "section_done");
        var second = await Stream.Follow(ada, path, one => one.Kind == "claim", Last(first));
        var rest = await Stream.Follow(ada, path, null, Last(second));

        var told = first.Concat(second).Concat(rest).ToList();
        Assert.Equal(Enumerable.Range(1, told.Count), told.Select(one => one.Id));
        Assert.Equal(("end", "succeeded"), (told[^1].Kind, told[^1].Body.Text("state")));
        // Whoever comes late is told the same.
        var late = await Stream.Follow(ada, path);
        Assert.Equal(told.Select(one => one.ToString()), late.Select(one => one.ToString()));

        // It was told while it was written, and what was told is what was saved.
        var sections = IcpForm.Sections.Select(section => section.Key).ToList();
        Assert.Equal(sections, Told(told, "section_begun"));
        Assert.Equal(sections, Told(told, "section_done"));
        Assert.Equal(
            Profile.Claims(await profile.Version(1)).Select(claim => claim.Text("text")),
            told.Where(one => one.Kind == "claim")
                .Select(one => one.Body.GetProperty("claim").Text("text"))
        );
        var progress = told.Where(one => one.Kind == "progress")
            .Select(one => one.Body.Number("tokensOut"))
            .ToList();
        Assert.True(progress.Count > 3, $"{progress.Count} times was told how far it is");
        Assert.Equal(progress.Order(), progress);
    }

    [Fact]
    [Claim("T52")]
    public async Task Two_accounts_that_follow_at_the_same_time_are_each_told_of_their_own_alone()
    {
        var (ada, hers) = await Begun();
        var (eve, other) = await Begun();

        var told = await Task.WhenAll(
            Stream.Follow(ada.Member.Web, $"/api/scope/syntheses/{hers}/events"),
            Stream.Follow(eve.Member.Web, $"/api/scope/syntheses/{other}/events")
        );

        foreach (
            var (profile, events, foreign) in new[]
            {
                (ada, told[0], eve.Word),
                (eve, told[1], ada.Word),
            }
        )
        {
            Assert.Equal(("end", "succeeded"), (events[^1].Kind, events[^1].Body.Text("state")));
            Assert.Equal(
                Profile.Claims(await profile.Version(1)).Select(claim => claim.Text("text")),
                events
                    .Where(one => one.Kind == "claim")
                    .Select(one => one.Body.GetProperty("claim").Text("text"))
            );
            Assert.DoesNotContain(
                events,
                one => one.ToString().Contains(foreign, StringComparison.Ordinal)
            );
        }

        // Nor does the address of another account's stream open it.
        await (await eve.Member.Web.Get($"/api/scope/syntheses/{hers}/events")).Problem(
            HttpStatusCode.NotFound
        );
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-3")]
    [InlineData("")]
    public async Task A_place_that_cannot_be_one_begins_at_the_beginning(string after)
    {
        var (profile, synthesis) = await Begun();

        var told = await Stream.Follow(
            profile.Member.Web,
            $"/api/scope/syntheses/{synthesis}/events",
            null,
            after
        );

        Assert.Equal(1, told[0].Id);
        Assert.Equal("end", told[^1].Kind);
    }

    [Fact]
    public async Task A_stop_hangs_up_at_once_and_keeps_nothing_of_what_came()
    {
        // Claude falls silent in mid-answer: only hanging up ends it.
        var (profile, synthesis) = await Begun("stalled_stream");
        var path = $"/syntheses/{synthesis}";
        await Wait.Until(
            async () => (await profile.Sent()).Count == 1,
            () => "Claude was never asked"
        );

        var stopped = await (await profile.Member.Scope.Delete(path)).Json();
        Assert.Equal("cancelled", stopped.Text("state"));
        await suite.Drain(profile.Member, "scope.synthesise");

        var told = await Stream.Follow(profile.Member.Scope, $"{path}/events");
        Assert.Equal(("end", "cancelled"), (told[^1].Kind, told[^1].Body.Text("state")));
        Assert.DoesNotContain(told, one => one.Kind is "claim" or "section_begun");
        Assert.Empty(await profile.Versions());
        Assert.Equal(
            "cancelled",
            (await (await profile.Member.Scope.Delete(path)).Json()).Text("state")
        );
        Assert.Single(await profile.Sent());
        // It may be started again.
        Assert.Equal("succeeded", (await profile.Write()).Text("state"));
    }

    [Fact]
    public async Task A_stop_in_mid_section_takes_back_what_was_told()
    {
        var (profile, synthesis) = await Begun();
        var path = $"/syntheses/{synthesis}";
        await Stream.Follow(profile.Member.Scope, $"{path}/events", one => one.Kind == "claim");

        await (await profile.Member.Scope.Delete(path)).Json();
        await suite.Drain(profile.Member, "scope.synthesise");

        var told = await Stream.Follow(profile.Member.Scope, $"{path}/events");
        Assert.DoesNotContain(told, one => one.Kind is "claim" or "section_begun");
        Assert.Equal("cancelled", told[^1].Body.Text("state"));
        Assert.Empty(await profile.Versions());
    }

    [Fact]
    public async Task While_it_is_written_nobody_starts_it_again_and_a_deletion_stops_it()
    {
        var (profile, synthesis) = await Begun("stalled_stream");
        await (await profile.Start()).Problem(HttpStatusCode.Conflict, "synthesis-running");
        Assert.Equal("streaming", (await Stage(profile, synthesis, "streaming")).Text("state"));
        // It says so a moment before Claude is asked.
        await Wait.Until(async () => (await profile.Sent()).Count > 0, () => "Claude is not asked");

        await profile.Member.Scope.Delete(profile.Path, await profile.Tag());
        await suite.Drain(profile.Member, "scope.synthesise");

        await (await profile.Member.Scope.Post($"{profile.Path}/undelete")).Json();
        Assert.Equal("cancelled", (await profile.Icp()).GetProperty("synthesis").Text("state"));
        Assert.Empty(await profile.Versions());
        Assert.Single(await profile.Sent());
    }

    [Fact]
    public async Task What_a_broken_answer_told_is_taken_back_before_the_second_one_comes()
    {
        var (profile, synthesis) = await Begun("max_tokens");

        var told = await Stream.Follow(
            profile.Member.Web,
            $"/api/scope/syntheses/{synthesis}/events"
        );

        var restart = told.FindIndex(one => one.Kind == "restart");
        Assert.True(restart >= 0, string.Join('\n', told));
        var after = told[restart..];
        Assert.Equal(
            Profile.Claims(await profile.Version(1)).Select(claim => claim.Text("text")),
            after
                .Where(one => one.Kind == "claim")
                .Select(one => one.Body.GetProperty("claim").Text("text"))
        );
        Assert.Equal(2, (await profile.Sent()).Count);
    }

    private static string Last(List<StreamEvent> events) =>
        events[^1].Id.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Told(List<StreamEvent> events, string kind) =>
        events.Where(one => one.Kind == kind).Select(one => one.Body.Text("section"));

    private static async Task<System.Text.Json.JsonElement> Stage(
        Profile profile,
        string synthesis,
        string state
    )
    {
        System.Text.Json.JsonElement now = default;
        await Wait.Until(
            async () =>
                (now = await profile.Member.Scope.Json($"/syntheses/{synthesis}")).Text("state")
                == state,
            () => $"it is not {state} but {now}"
        );
        return now;
    }
}
