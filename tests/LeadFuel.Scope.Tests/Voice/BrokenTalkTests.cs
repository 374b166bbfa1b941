using System.Net;
using System.Text.Json;
using LeadFuel.Scope.Interviews;

namespace LeadFuel.Scope.Tests.Voice;

/// <summary>A spoken intake whose connection is lost, or whose words come late, twice, in halves or never.</summary>
[Collection(typeof(Talks))]
public sealed class BrokenTalkTests(Suite suite) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await suite.Sandbox.Heal("openai");

    [Theory]
    [Claim("T39")]
    [InlineData("drop")]
    [InlineData("close")]
    public async Task A_lost_connection_is_told_and_the_next_one_asks_nothing_twice(string fault)
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
            await first.Speak();
            await first.Question();
            await suite.Sandbox.Break(
                new
                {
                    vendor = "openai",
                    kind = fault,
                    times = 1,
                }
            );
            await first.Speak();
            Assert.Equal("lost", (await first.Until("ended")).Text("why"));
        }

        await Wait.Until(
            async () => await Microphone.TryStart(profile) == intake,
            () => "the intake is not let go"
        );
        // What has arrived is not asked again.
        Assert.Equal(
            ["written", "written"],
            (await Intake(profile))
                .GetProperty("turns")
                .EnumerateArray()
                .Where(turn => !turn.GetProperty("ours").GetBoolean())
                .Select(turn => turn.Text("state"))
        );
        // Nor does it take an answer that was heard before it.
        Assert.Equal(
            "We close the books of payment companies in four days.",
            (await Intake(profile)).GetProperty("toConfirm").GetProperty("offer").Text("text")
        );
        using var second = await Microphone.Open(suite, profile.Member, intake);
        Assert.Equal(
            Question.All[2].Text,
            (await second.Question()).GetProperty("turn").Text("text")
        );
        var turns = (await Intake(profile)).GetProperty("turns").EnumerateArray().ToList();
        Assert.Equal(
            [Question.All[0].Text, "We close the books of payment companies in four days."],
            turns.Take(2).Select(turn => turn.Text("text"))
        );
        Assert.DoesNotContain(turns.SkipLast(1), turn => turn.Text("state") == "waiting");
        // Each answer comes from its own turn, on whichever side of the break it was heard.
        Assert.All(
            (await Intake(profile)).GetProperty("toConfirm").EnumerateObject(),
            one =>
                Assert.Equal(
                    one.Value.Text("text"),
                    Assert.Single(one.Value.GetProperty("said").EnumerateArray()).Text("text")
                )
        );
    }

    [Fact]
    [Claim("T19")]
    public async Task A_question_that_stands_unanswered_is_not_asked_again_after_a_lost_connection()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
        }

        await Wait.Until(
            async () => await Microphone.TryStart(profile) == intake,
            () => "the intake is not let go"
        );
        using var second = await Microphone.Open(suite, profile.Member, intake);
        await second.Until("listening");
        await second.Speak();

        Assert.Equal(
            Question.All[1].Text,
            (await second.Question()).GetProperty("turn").Text("text")
        );
        Assert.Equal(
            [Question.All[0].Text, Question.All[1].Text],
            (await Intake(profile))
                .GetProperty("turns")
                .EnumerateArray()
                .Where(turn => turn.GetProperty("ours").GetBoolean())
                .Select(turn => turn.Text("text"))
        );
    }

    [Theory]
    [InlineData("transcription_failed", "not_transcribed")]
    [InlineData("late_transcript", "written")]
    [InlineData("duplicate_event", "written")]
    [InlineData("unknown_event", "written")]
    public async Task Turns_stand_in_spoken_order_whatever_comes_late_twice_or_never(
        string fault,
        string state
    )
    {
        var profile = await Profile.Empty(suite);
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Question();
        await suite.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind = fault,
                times = 1,
            }
        );
        await microphone.Speak();
        await microphone.Question();
        await microphone.Speak();
        await microphone.Question();

        var turns = (await Intake(profile)).GetProperty("turns").EnumerateArray().ToList();
        Assert.Equal(
            [true, false, true, false, true],
            turns.Select(turn => turn.GetProperty("ours").GetBoolean())
        );
        Assert.Equal(state, turns[1].Text("state"));
        Assert.Equal("written", turns[3].Text("state"));
    }

    [Theory]
    [InlineData("failed", "unanswered")]
    [InlineData("incomplete", "unanswered")]
    public async Task An_answer_that_broke_off_is_told_and_can_be_asked_for_again(
        string fault,
        string told
    )
    {
        var profile = await Profile.Empty(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind = fault,
                times = 1,
            }
        );
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Until(told);
        await microphone.Say("ask");

        Assert.Equal(
            Question.All[0].Text,
            (await microphone.Question()).GetProperty("turn").Text("text")
        );
    }

    [Theory]
    [Claim("T39")]
    [InlineData("hang_before", "refused")]
    [InlineData("hang_open", "silent")]
    [InlineData("hang_after", "silent")]
    [InlineData("hang_speech", "silent")]
    public async Task Who_is_not_answered_any_more_is_told_so_within_seconds(
        string fault,
        string why
    )
    {
        await using var own = await suite.OwnTime();
        var profile = await Profile.Empty(own);
        var intake = await Microphone.Start(profile);
        await own.Sandbox.Break(new { vendor = "openai", kind = fault });
        using var microphone = await Microphone.Open(own, profile.Member, intake);
        if (fault == "hang_after")
        {
            await microphone.Until("listening");
        }
        else if (fault == "hang_speech")
        {
            await microphone.Question();
            await microphone.Sound(Microphone.Tone(4_800));
            await microphone.Until("speech");
        }

        var ended = microphone.Until("ended");
        await Wait.Until(
            () =>
            {
                own.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(ended.IsCompleted);
            },
            () => "the silence of OpenAI is not noticed"
        );

        var told = await ended;
        Assert.Equal(why, told.Text("why"));
        Assert.Contains("OpenAI does not answer", told.Text("says"), StringComparison.Ordinal);
        // It was let go, so it can be gone on with.
        await Wait.Until(
            async () => await Microphone.TryStart(profile) == intake,
            () => "the intake is not let go"
        );
    }

    [Theory]
    [InlineData("session_refused")]
    [InlineData("error")]
    public async Task An_error_of_OpenAI_is_told_and_ends_the_sound(string fault)
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        await suite.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind = fault,
                times = 1,
            }
        );
        using var microphone = await Microphone.Open(suite, profile.Member, intake);

        var ended = await microphone.Until("ended");

        Assert.Equal(
            ("refused", false),
            (ended.Text("why"), ended.GetProperty("final").GetBoolean())
        );
        Assert.Contains("broke the conversation off", ended.Text("says"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_ICP_ends_its_spoken_intake_and_nobody_elses()
    {
        var (profile, eve) = (await Profile.Empty(suite), await Profile.Empty(suite));
        var intake = await Microphone.Start(profile);
        var hers = await Microphone.Start(eve);
        using var microphone = await Microphone.Open(suite, profile.Member, intake);
        await microphone.Question();

        (
            await profile.Member.Scope.Delete(profile.Path, await profile.Tag())
        ).EnsureSuccessStatusCode();

        Assert.Equal("elsewhere", (await microphone.Until("ended")).Text("why"));
        Assert.Equal(
            HttpStatusCode.Conflict,
            await Microphone.Refused(suite, profile.Member, intake)
        );
        using var other = await Microphone.Open(suite, eve.Member, hers);
        await other.Question();
    }

    private static Task<JsonElement> Intake(Profile profile) =>
        profile.Member.Scope.Json($"{profile.Path}/voice-intake");
}
