using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.VoiceIntakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadFuel.Scope.Tests.Voice;

/// <summary>What was heard: it waits, is left out, and comes before the end.</summary>
[Collection(typeof(Talks))]
public sealed class HeardTests(Suite suite) : IAsyncDisposable
{
    private readonly HttpClient sandbox = new() { BaseAddress = suite.Sandbox.Address };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        sandbox.Dispose();
        await suite.Sandbox.Heal("openai");
    }

    [Fact]
    [Claim("T18")]
    public async Task When_every_question_was_heard_nothing_goes_to_OpenAI_until_a_person_goes_on()
    {
        var profile = await Profile.Empty(suite);
        foreach (var question in Question.All.SkipLast(1))
        {
            await profile.Answer(question.Key, $"About {question.Key}.");
        }

        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Question();
        await microphone.Speak();
        Assert.True((await microphone.Until("answers")).GetProperty("whole").GetBoolean());
        await microphone.Question();
        var heard = (await Sessions())[^1].Number("audioBytes");

        await microphone.Speak();
        await microphone.Say("resume");
        await microphone.Speak();
        await microphone.Question();

        Assert.Equal(heard + 57_600, (await Sessions())[^1].Number("audioBytes"));
        await microphone.Say("finish");
        await microphone.Until("ended");
    }

    [Fact]
    public async Task What_was_heard_waits_for_its_confirmation_through_later_intakes_and_can_be_left_out()
    {
        var profile = await Profile.Empty(suite);
        var eve = await Profile.Empty(suite);
        await OneAnswer(profile);
        await OneAnswer(profile);

        var heard = (await Intake(profile)).GetProperty("toConfirm");
        Assert.Equal(["offer", "segments"], heard.EnumerateObject().Select(one => one.Name));
        Assert.Equal(
            "We close the books of payment companies in four days.",
            Assert
                .Single(heard.GetProperty("offer").GetProperty("said").EnumerateArray())
                .Text("text")
        );

        await (await eve.Member.Scope.Delete($"{profile.Path}/heard/offer")).Problem(
            HttpStatusCode.NotFound
        );
        await (await profile.Member.Scope.Delete($"{profile.Path}/heard/nothing")).Problem(
            HttpStatusCode.NotFound
        );
        Assert.True(
            (await Intake(profile)).GetProperty("toConfirm").TryGetProperty("offer", out _)
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await profile.Member.Scope.Delete($"{profile.Path}/heard/offer")).StatusCode
        );

        var left = await Intake(profile);
        Assert.Equal(
            ["segments"],
            left.GetProperty("toConfirm").EnumerateObject().Select(one => one.Name)
        );
        Assert.Equal(Question.All.Count - 1, left.Number("questions"));
        // It may be spoken about again.
        Assert.Equal(Question.All[0].Text, await OneAnswer(profile));
    }

    [Fact]
    public async Task What_was_left_out_is_asked_again_when_the_intake_goes_on()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
            await first.Speak();
            await first.Question();
        }

        await Wait.Until(
            async () => await Microphone.TryStart(profile) == intake,
            () => "the intake is not let go"
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await profile.Member.Scope.Delete($"{profile.Path}/heard/offer")).StatusCode
        );
        Assert.Empty((await Intake(profile)).GetProperty("passed").EnumerateArray());

        using var second = await Microphone.Open(suite, profile.Member, intake);
        Assert.Equal(
            Question.All[0].Text,
            (await second.Question()).GetProperty("turn").Text("text")
        );
        await second.Speak();
        await second.Question();

        // The words that were left out are not heard once more: the answer is what was said now.
        var seen = await Intake(profile);
        var spoken = seen.GetProperty("turns")
            .EnumerateArray()
            .Where(turn => !turn.GetProperty("ours").GetBoolean())
            .Select(turn => turn.Text("item"))
            .ToList();
        Assert.Equal(2, spoken.Count);
        var heard = Assert.Single(seen.GetProperty("toConfirm").EnumerateObject());
        Assert.Equal("offer", heard.Name);
        Assert.Equal(
            spoken[1],
            Assert.Single(heard.Value.GetProperty("said").EnumerateArray()).Text("item")
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_confirmed_answer_waits_no_longer_and_does_not_come_back_when_it_is_cleared(
        bool skipped
    )
    {
        var (profile, eve) = (await Profile.Empty(suite), await Profile.Empty(suite));
        await OneAnswer(profile);
        await OneAnswer(eve);
        var heard = (await Intake(profile)).GetProperty("toConfirm").GetProperty("offer");
        await (
            await profile.Put("offer", new { value = heard.Text("text"), heard = true }, 0)
        ).Json();
        Assert.Empty((await Intake(profile)).GetProperty("passed").EnumerateArray());

        await (await profile.Put("offer", new { value = "", skipped }, 1)).Json();

        Assert.Empty((await Intake(profile)).GetProperty("toConfirm").EnumerateObject());
        Assert.True((await Intake(eve)).GetProperty("toConfirm").TryGetProperty("offer", out _));
        Assert.Equal(Question.All[0].Text, await OneAnswer(profile));
    }

    [Fact]
    public async Task What_was_confirmed_meanwhile_is_not_asked_again_when_the_intake_goes_on()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using (var first = await Microphone.Open(suite, profile.Member, intake))
        {
            await first.Question();
            await first.Speak();
            await first.Question();
        }

        await Wait.Until(
            async () => await Microphone.TryStart(profile) == intake,
            () => "the intake is not let go"
        );
        var heard = (await Intake(profile)).GetProperty("toConfirm").GetProperty("offer");
        await (
            await profile.Put("offer", new { value = heard.Text("text"), heard = true }, 0)
        ).Json();

        using var second = await Microphone.Open(suite, profile.Member, intake);
        await second.Until("listening");
        await second.Speak();
        var told = await second.Until("answers");
        Assert.Equal(
            ["segments"],
            told.GetProperty("answers").EnumerateObject().Select(one => one.Name)
        );
        Assert.Equal(
            Question.All[2].Text,
            (await second.Question()).GetProperty("turn").Text("text")
        );
    }

    [Fact]
    public async Task What_is_left_out_while_the_next_answer_is_heard_stays_left_out()
    {
        var profile = await Profile.Empty(suite);
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        await microphone.Question();
        await microphone.Speak();
        await microphone.Question();
        await using var connection = await suite.Sql("scope").OpenConnectionAsync(Ct);
        await using var leaving = await connection.BeginTransactionAsync(Ct);
        await using var leaveOut = new NpgsqlCommand(
            "update voice_intakes set heard = heard - 'offer' where account_email = $1 and heard ? 'offer'",
            connection,
            leaving
        );
        leaveOut.Parameters.Add(new() { Value = profile.Member.Email });
        Assert.Equal(1, await leaveOut.ExecuteNonQueryAsync(Ct));

        await microphone.Speak();
        await using var blocks = new NpgsqlCommand(
            "select exists (select 1 from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))",
            connection,
            leaving
        );
        await Wait.Until(
            async () => await blocks.ExecuteScalarAsync(Ct) is true,
            () => "nobody waits to write what was heard"
        );
        await leaving.CommitAsync(Ct);

        var told = await microphone.Until("answers");
        Assert.Equal(
            ["segments"],
            told.GetProperty("answers").EnumerateObject().Select(one => one.Name)
        );
        Assert.Equal(
            ["segments"],
            (await Intake(profile))
                .GetProperty("toConfirm")
                .EnumerateObject()
                .Select(one => one.Name)
        );
    }

    [Fact]
    public async Task A_minute_before_the_end_it_is_said_and_at_the_end_the_answers_come_first()
    {
        var profile = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        await Spoken(profile, VoiceIntake.Longest - TimeSpan.FromSeconds(61));
        using var microphone = await Microphone.Open(suite, profile.Member, intake);
        await microphone.Question();
        await suite.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind = "incomplete",
                times = 1,
            }
        );
        // Said, and not saved yet when the time is up.
        await microphone.Speak();
        await microphone.Until("unanswered");
        await microphone.Until("almost_over");
        for (var second = 0; second < 60; second++)
        {
            await microphone.Sound(new byte[48_000]);
        }

        var ended = await microphone.Until("ended");

        Assert.Equal(("long", true), (ended.Text("why"), ended.GetProperty("final").GetBoolean()));
        Assert.Equal(
            "We close the books of payment companies in four days.",
            (await Intake(profile)).GetProperty("toConfirm").GetProperty("offer").Text("text")
        );
    }

    private static Task<JsonElement> Intake(Profile profile) =>
        profile.Member.Scope.Json($"{profile.Path}/voice-intake");

    /// <summary>An intake that hears one answer and is ended; the question it began with.</summary>
    private async Task<string> OneAnswer(Profile profile)
    {
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        var question = (await microphone.Question()).GetProperty("turn").Text("text");
        await microphone.Speak();
        await microphone.Question();
        await microphone.Say("finish");
        await microphone.Until("ended");
        await Wait.Until(
            async () => !(await Intake(profile)).IsNull("endedAt"),
            () => "the intake has not ended"
        );
        return question;
    }

    /// <summary>So long it has been spoken already.</summary>
    private async Task Spoken(Profile profile, TimeSpan time)
    {
        await using var scope = suite.Scope.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(profile.Member.Email), "service");
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        await using var work = await db.Begin(Ct);
        await db.VoiceIntakes.ExecuteUpdateAsync(
            set => set.SetProperty(i => i.Seconds, (int)time.TotalSeconds),
            Ct
        );
        await work.Commit(Ct);
    }

    private async Task<IReadOnlyList<JsonElement>> Sessions() =>
        [
            .. (await sandbox.GetFromJsonAsync<JsonElement>("/openai-sessions", Ct))
                .GetProperty("items")
                .EnumerateArray(),
        ];
}
