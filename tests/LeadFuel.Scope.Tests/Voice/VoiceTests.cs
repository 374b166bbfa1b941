using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Scope.Interviews;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Scope.Tests.Voice;

/// <summary>One at a time: a fault of OpenAI's takes the next conversation, whosever it is.</summary>
[CollectionDefinition]
public sealed class Talks;

/// <summary>A spoken intake, from consent to confirmed answers, over real sockets.</summary>
[Collection(typeof(Talks))]
public sealed class VoiceTests(Suite suite) : IAsyncDisposable
{
    private readonly HttpClient sandbox = new() { BaseAddress = suite.Sandbox.Address };

    public async ValueTask DisposeAsync()
    {
        sandbox.Dispose();
        await suite.Sandbox.Heal("openai");
    }

    [Fact]
    [Claim("T19")]
    public async Task A_whole_spoken_intake_ends_as_answers_of_the_ICP()
    {
        var profile = await Profile.Empty(suite);
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );
        foreach (var question in Question.All)
        {
            Assert.Equal(
                question.Text,
                (await microphone.Question()).GetProperty("turn").Text("text")
            );
            await microphone.Speak();
            // Each answer is heard by itself, and all are heard only after the last one.
            var told = await microphone.Until("answers");
            Assert.Equal(
                Question
                    .All.TakeWhile(q => q != question)
                    .Append(question)
                    .Select(q => q.Key)
                    .Order(),
                told.GetProperty("answers").EnumerateObject().Select(one => one.Name).Order()
            );
            Assert.Equal(question == Question.All[^1], told.GetProperty("whole").GetBoolean());
        }

        await microphone.Say("finish");
        var ended = await microphone.Until("ended");
        Assert.Equal(
            ("finished", true),
            (ended.Text("why"), ended.GetProperty("final").GetBoolean())
        );

        // Nothing is an answer before a person has confirmed it.
        var seen = await Intake(profile);
        Assert.Equal(
            0,
            (await profile.Member.Scope.Json($"{profile.Path}/interview")).Number("answered")
        );
        Assert.Equal(Question.All.Count, seen.GetProperty("toConfirm").EnumerateObject().Count());
        foreach (var one in seen.GetProperty("toConfirm").EnumerateObject())
        {
            // Each links to the turn that it was said in.
            Assert.Equal(
                one.Value.Text("text"),
                Assert.Single(one.Value.GetProperty("said").EnumerateArray()).Text("text")
            );
            await (
                await profile.Put(one.Name, new { value = one.Value.Text("text"), heard = true }, 0)
            ).Json();
        }

        Assert.Equal(
            Question.All.Count,
            (await profile.Member.Scope.Json($"{profile.Path}/interview")).Number("answered")
        );
        Assert.Empty((await Intake(profile)).GetProperty("toConfirm").EnumerateObject());
        Assert.Contains(
            "month-end",
            (await profile.Preview()).Text("body"),
            StringComparison.OrdinalIgnoreCase
        );

        await profile.Write();
        Assert.Equal(
            "We close the books of payment companies in four days.",
            Assert.Single((await Said(profile)).GetProperty("A1").EnumerateArray()).Text("text")
        );
        // Typed anew it was said nowhere, and what was said is no source of the version's answer then.
        await profile.Answer("offer", "We do something else now.");
        Assert.False((await Said(profile)).TryGetProperty("A1", out _));
        Assert.True((await Said(profile)).TryGetProperty("A2", out _));
    }

    [Fact]
    [Claim("T18")]
    public async Task Nothing_goes_to_OpenAI_before_consent_nor_while_paused_and_the_ledger_tells_of_the_rest()
    {
        var profile = await Profile.Empty(suite);
        var before = (await Sessions()).Count;
        await (
            await profile.Member.Scope.Post(
                $"{profile.Path}/voice-intakes",
                new { consent = false }
            )
        ).Problem(HttpStatusCode.BadRequest);
        Assert.NotEqual(
            HttpStatusCode.SwitchingProtocols,
            await Microphone.Refused(suite, profile.Member, Guid.CreateVersion7().ToString())
        );
        Assert.Equal(before, (await Sessions()).Count);
        Assert.Empty(await Ledger(profile));

        var intake = await Microphone.Start(profile);
        Assert.Empty(await Ledger(profile));
        using (var microphone = await Microphone.Open(suite, profile.Member, intake))
        {
            await microphone.Question();
            await microphone.Speak();
            await microphone.Question();
            var sent = (await Sessions())[^1];
            Assert.Equal(57_600, sent.Number("audioBytes"));

            await microphone.Say("pause");
            await microphone.Speak();
            await microphone.Say("resume");
            await microphone.Speak();
            await microphone.Question();
            Assert.Equal(2 * 57_600, (await Sessions())[^1].Number("audioBytes"));
            await microphone.Say("finish");
            await microphone.Until("ended");
        }

        await Wait.Until(
            async () => (await Ledger(profile)).Any(one => one.BytesIn > 0),
            () => "the ledger's row is not complete"
        );
        var call = Assert.Single(await Ledger(profile));
        Assert.Equal(("OpenAI", "scope.voice", 101), (call.Provider, call.Purpose, call.Status));
        Assert.Equal(["microphone audio", "intake transcript", "instructions"], call.Categories);
        Assert.True(call.BytesOut > 2 * 57_600);

        // What OpenAI got besides sound: nothing that names the account, the person or the ICP.
        var texts = (await Sessions())[^1].GetProperty("texts").ToString();
        Assert.DoesNotContain(profile.Member.Email, texts);
        Assert.DoesNotContain("Fintech CFOs", texts);
    }

    [Fact]
    [Claim("T42")]
    public async Task OpenAI_is_asked_for_a_conversation_and_for_nothing_that_outlasts_it()
    {
        var profile = await Profile.Empty(suite);
        using (
            var microphone = await Microphone.Open(
                suite,
                profile.Member,
                await Microphone.Start(profile)
            )
        )
        {
            await microphone.Question();
            await microphone.Speak();
            await microphone.Question();
            await microphone.Say("finish");
            await microphone.Until("ended");
        }

        var sent = (await Sessions())[^1]
            .GetProperty("texts")
            .EnumerateArray()
            .Select(text => JsonDocument.Parse(text.GetString()!).RootElement)
            .ToList();
        string[] kinds =
        [
            "session.update",
            "conversation.item.create",
            "response.create",
            "input_audio_buffer.clear",
        ];
        Assert.Empty(sent.Select(message => message.Text("type")).Except(kinds));
        // Each field that is sent: none that has the talk stored, traced, labelled or learned from.
        foreach (var message in sent.Where(message => message.Text("type") == "session.update"))
        {
            Assert.Equal(
                ["audio", "instructions", "model", "output_modalities", "tools", "type"],
                message
                    .GetProperty("session")
                    .EnumerateObject()
                    .Select(field => field.Name)
                    .Order(StringComparer.Ordinal)
            );
        }

        Assert.Contains(sent, message => message.Text("type") == "session.update");
        Assert.All(
            await suite.Sandbox.Records("openai"),
            call => Assert.Equal("/openai/v1/realtime", call.Path)
        );
    }

    [Fact]
    public async Task No_row_and_no_line_of_a_log_holds_sound()
    {
        var profile = await Profile.Empty(suite);
        var tone = Microphone.Tone(4_800);
        using (
            var microphone = await Microphone.Open(
                suite,
                profile.Member,
                await Microphone.Start(profile)
            )
        )
        {
            await microphone.Question();
            await microphone.Speak();
            await microphone.Question();
            await microphone.Say("finish");
            await microphone.Until("ended");
        }

        var sample = Convert.ToBase64String(tone.AsSpan(0, 96));
        await using var scope = suite.Scope.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(profile.Member.Email), "service");
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        await using var work = await db.Begin(Ct);
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = entity.GetTableName();
#pragma warning disable EF1002 // Names come from the model.
            var rows = await db
                .Database.SqlQueryRaw<string>($"select t::text as \"Value\" from {table} t")
                .ToListAsync(Ct);
#pragma warning restore EF1002
            Assert.DoesNotContain(
                rows,
                row =>
                    row.Contains(sample, StringComparison.Ordinal)
                    || row.Contains(
                        Convert.ToHexStringLower(tone.AsSpan(0, 96)),
                        StringComparison.Ordinal
                    )
            );
        }

        Assert.DoesNotContain(
            suite.Logs.Lines,
            line =>
                line.Text.Contains(sample, StringComparison.Ordinal)
                || line.Text.Contains("payment companies in four days", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Arguments_cut_in_half_are_never_taken()
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
                kind = "cut_arguments",
                times = 1,
            }
        );
        await microphone.Speak();
        await microphone.Until("unanswered");
        Assert.Empty((await Intake(profile)).GetProperty("toConfirm").EnumerateObject());
        await microphone.Say("finish");
        await microphone.Until("ended");

        var heard = Assert.Single(
            (await Intake(profile)).GetProperty("toConfirm").EnumerateObject()
        );
        Assert.Equal(
            ("offer", "We close the books of payment companies in four days."),
            (heard.Name, heard.Value.Text("text"))
        );
    }

    [Theory]
    [InlineData("unauthorized", "ours to mend")]
    [InlineData("rate_limit", "in a minute")]
    [InlineData("server_error", "does not answer")]
    public async Task What_OpenAI_refuses_is_said_in_words(string fault, string says)
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

        var ended = await microphone.Until("ended");

        Assert.Equal("refused", ended.Text("why"));
        Assert.Contains(says, ended.Text("says"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_window_opens_none_and_another_account_finds_none()
    {
        var profile = await Profile.Empty(suite);
        var eve = await Profile.Empty(suite);
        var intake = await Microphone.Start(profile);
        using var first = await Microphone.Open(suite, profile.Member, intake);
        await first.Question();

        Assert.Equal(
            HttpStatusCode.Conflict,
            await Microphone.Refused(suite, profile.Member, intake)
        );
        await (
            await profile.Member.Scope.Post($"{profile.Path}/voice-intakes", new { consent = true })
        ).Problem(HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Conflict, await Microphone.Refused(suite, eve.Member, intake));
        await (await eve.Member.Scope.Get($"{profile.Path}/voice-intake")).Problem(
            HttpStatusCode.NotFound
        );
        Assert.Equal(JsonValueKind.Null, (await Intake(eve)).GetProperty("id").ValueKind);
        await Microphone.Start(eve);
    }

    [Fact]
    public async Task Only_open_questions_are_asked()
    {
        var profile = await Profile.Answered(suite);
        using var microphone = await Microphone.Open(
            suite,
            profile.Member,
            await Microphone.Start(profile)
        );

        Assert.Equal(
            Question.Of("segments")!.Text,
            (await microphone.Question()).GetProperty("turn").Text("text")
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<JsonElement> Intake(Profile profile) =>
        profile.Member.Scope.Json($"{profile.Path}/voice-intake");

    private static async Task<JsonElement> Said(Profile profile) =>
        (await profile.Version(1)).GetProperty("said");

    private async Task<IReadOnlyList<JsonElement>> Sessions() =>
        [
            .. (await sandbox.GetFromJsonAsync<JsonElement>("/openai-sessions", Ct))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    private async Task<List<LeadFuel.Providers.EgressCall>> Ledger(Profile profile)
    {
        await using var scope = suite.Scope.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(profile.Member.Email), "service");
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        await using var work = await db.Begin(Ct);
        return await db
            .EgressCalls.AsNoTracking()
            .Where(c => c.Provider == "OpenAI")
            .ToListAsync(Ct);
    }
}
