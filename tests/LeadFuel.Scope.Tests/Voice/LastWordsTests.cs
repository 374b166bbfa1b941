using System.Text.Json;
using LeadFuel.Scope.Interviews;

namespace LeadFuel.Scope.Tests.Voice;

/// <summary>What was said last when OpenAI, the person or a database goes in the middle of it: it is kept, or stands in its place and is asked for again.</summary>
[Collection(typeof(Talks))]
public sealed class LastWordsTests(Suite suite) : IAsyncDisposable
{
    private const string Words = "We close the books of payment companies in four days.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await suite.Sandbox.Heal("openai");

    [Theory]
    [Claim("T39")]
    [InlineData("drop_speech", false)]
    [InlineData("drop_committed", false)]
    [InlineData("drop_transcript", true)]
    public async Task What_OpenAI_took_along_is_asked_for_again_and_no_other_account_is_harmed(
        string fault,
        bool part
    )
    {
        var (profile, eve) = (await Profile.Empty(suite), await Profile.Empty(suite));
        using var hers = await Microphone.Open(suite, eve.Member, await Microphone.Start(eve));
        await hers.Question();
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
            await Break(suite, fault);
            await first.Speak();
            Assert.Equal("lost", (await first.Until("ended")).Text("why"));
        }

        var lost = part
            ? (false, "cut_off", Words[..(Words.Length / 2)])
            : (false, "not_transcribed", "");
        var seen = await Intake(profile);
        Assert.Equal([(true, "written", Question.All[0].Text), lost], Turns(seen));
        var item = seen.GetProperty("turns")[1].Text("item");
        Assert.Equal([item], Repeat(seen));
        Assert.Empty(seen.GetProperty("toConfirm").EnumerateObject());

        // She talks on meanwhile, on the line she had.
        await hers.Speak();
        Assert.Equal(Question.All[1].Text, await Asked(hers));
        Assert.Empty(Repeat(await Intake(eve)));

        Assert.Equal(intake, await Microphone.Start(profile));
        using var second = await Microphone.Open(suite, profile.Member, intake);
        Assert.Equal([item], Repeat(await second.Until("turns")));
        // The same question, not the next one.
        Assert.Equal(Question.All[0].Text, await Asked(second));
        await second.Speak();
        Assert.Equal(Question.All[1].Text, await Asked(second));

        seen = await Intake(profile);
        Assert.Equal(
            [
                (true, "written", Question.All[0].Text),
                lost,
                (true, "written", Question.All[0].Text),
                (false, "written", Words),
                (true, "written", Question.All[1].Text),
            ],
            Turns(seen)
        );
        Assert.Empty(Repeat(seen));
        // The answer is what was said again, and comes from there alone.
        var heard = Assert.Single(seen.GetProperty("toConfirm").EnumerateObject());
        Assert.Equal(
            seen.GetProperty("turns")[3].Text("item"),
            Assert.Single(heard.Value.GetProperty("said").EnumerateArray()).Text("item")
        );
    }

    [Fact]
    [Claim("T39")]
    public async Task Half_a_question_is_asked_again_whole()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        await Break(suite, "drop_delta");
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            Assert.Equal("lost", (await first.Until("ended")).Text("why"));
        }

        var asked = Question.All[0].Text;
        var seen = await Intake(profile);
        Assert.Equal([(true, "cut_off", asked[..(asked.Length / 2)])], Turns(seen));
        Assert.Empty(Repeat(seen));
        using var second = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );

        Assert.Equal(asked, await Asked(second));
    }

    [Fact]
    [Claim("T39")]
    public async Task A_session_that_ends_at_OpenAI_while_nobody_speaks_takes_nothing_along()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
            await Break(suite, "expire");
            await first.Sound(new byte[4_800]);
            Assert.Equal("lost", (await first.Until("ended")).Text("why"));
        }

        Assert.Equal(intake, await Microphone.Start(profile));
        using var second = await Microphone.Open(suite, profile.Member, intake);
        Assert.Empty(Repeat(await second.Until("turns")));
        await second.Until("listening");
        await second.Speak();

        // The question stood there, so it was not asked twice.
        Assert.Equal(Question.All[1].Text, await Asked(second));
        Assert.Equal(
            [
                (true, "written", Question.All[0].Text),
                (false, "written", Words),
                (true, "written", Question.All[1].Text),
            ],
            Turns(await Intake(profile))
        );
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("pause")]
    [InlineData("finish")]
    [InlineData("leave")]
    public async Task Half_a_sentence_is_kept_when_the_person_ends_it_or_leaves(string act)
    {
        var profile = await Profile.Empty(suite);
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Question();
        await microphone.Sound(Microphone.Tone(4_800));
        await microphone.Until("speech");

        if (act == "leave")
        {
            // The page is closed without a word.
            microphone.Dispose();
        }
        else
        {
            await microphone.Say(act);
        }

        if (act is "stop" or "finish")
        {
            var ended = await microphone.Until("ended");
            Assert.Equal(
                (act == "stop" ? "stopped" : "finished", act == "finish"),
                (ended.Text("why"), ended.GetProperty("final").GetBoolean())
            );
        }

        var turns = Turns(await Intake(profile));
        await Wait.Until(
            async () =>
                (turns = Turns(await Intake(profile)))
                    is [_, (false, "written" or "not_transcribed", _)],
            () => $"it is not written down: {string.Join(", ", turns)}"
        );
        Assert.Equal((false, "written", Words), turns[1]);
    }

    [Fact]
    public async Task Words_that_never_come_hold_up_nobody_who_stops()
    {
        await using var own = await suite.OwnTime();
        var profile = await Profile.Empty(own);
        using var microphone = await Microphone.Open(
            own,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Question();
        await Break(own, "no_transcript");
        await microphone.Speak();
        await microphone.Question();

        await microphone.Say("stop");
        var ended = microphone.Until("ended");
        await Wait.Until(
            () =>
            {
                own.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(ended.IsCompleted);
            },
            () => "it waits for ever"
        );

        Assert.Equal("stopped", (await ended).Text("why"));
        var seen = await Intake(profile);
        Assert.Equal((false, "not_transcribed", ""), Turns(seen)[1]);
        // What it was heard to say is there to be confirmed, so nothing has to be said again.
        Assert.True(seen.GetProperty("toConfirm").TryGetProperty("offer", out _));
        Assert.Empty(Repeat(seen));
    }

    [Fact]
    public async Task What_was_on_its_way_when_this_service_died_is_asked_for_again()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
            await Break(suite, "drop_committed");
            await first.Speak();
            await first.Until("ended");
        }

        // As the dead leave it.
        Assert.Equal(1L, await Sql("update voice_turns set state = 0", profile));
        Assert.Single(Repeat(await Intake(profile)));
        Assert.Equal(intake, await Microphone.Start(profile));
        using var second = await Microphone.Open(suite, profile.Member, intake);

        var told = await second.Until("turns");
        Assert.Equal((false, "not_transcribed", ""), Turns(told)[1]);
        Assert.Single(Repeat(told));
        Assert.Equal(Question.All[0].Text, await Asked(second));
        Assert.Equal(0L, await Sql("update voice_turns set number = number", profile, state: 0));
    }

    [Fact]
    public async Task A_database_that_starts_anew_in_mid_sentence_is_waited_for()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var profile = await Profile.Empty(own);
        using var microphone = await Microphone.Open(
            own,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Question();
        await using var end = own.Sql("scope")
            .CreateCommand(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'lf_scope_app' and datname = current_database()"
            );
        Assert.True((long)(await end.ExecuteScalarAsync(Ct))! > 0, "nothing was connected");

        await microphone.Speak();

        Assert.Equal(Question.All[1].Text, await Asked(microphone));
        Assert.Equal((false, "written", Words), Turns(await Intake(profile))[1]);
    }

    private static async Task Break(Suite of, string kind) =>
        await of.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind,
                times = 1,
            }
        );

    private static Task<JsonElement> Intake(Profile profile) =>
        profile.Member.Scope.Json($"{profile.Path}/voice-intake");

    private static async Task<string> Asked(Microphone microphone) =>
        (await microphone.Question()).GetProperty("turn").Text("text");

    private static List<(bool Ours, string State, string Text)> Turns(JsonElement of) =>
        [
            .. of.GetProperty("turns")
                .EnumerateArray()
                .Select(turn =>
                    (turn.GetProperty("ours").GetBoolean(), turn.Text("state"), turn.Text("text"))
                ),
        ];

    private static IEnumerable<string> Repeat(JsonElement of) =>
        of.GetProperty("repeat").EnumerateArray().Select(item => item.GetString()!);

    /// <summary>How many of the profile's turns in this state it changed.</summary>
    private async Task<long> Sql(string update, Profile profile, short state = 2)
    {
#pragma warning disable CA2100 // Fixed texts.
        await using var command = suite
            .Sql("scope")
            .CreateCommand($"{update} where account_email = $1 and state = $2");
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = profile.Member.Email });
        command.Parameters.Add(new() { Value = state });
        return await command.ExecuteNonQueryAsync(Ct);
    }
}
