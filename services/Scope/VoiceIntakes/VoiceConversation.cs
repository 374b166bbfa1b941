using System.Text.Json;
using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Providers.OpenAi;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>One conversation with OpenAI: what its events mean to an intake. An event that comes twice, late or unknown does no harm.</summary>
internal sealed class VoiceConversation(
    RealtimeCall call,
    VoiceNotes notes,
    Func<object, CancellationToken, Task> tell,
    Action heard,
    Action rest,
    Action<string> complained,
    TimeProvider clock
)
{
    private const int MostTries = 3;

    /// <summary>So long OpenAI may owe us its next event; an answer under way says something every moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Items that are no turns (calls of a function): a turn after one follows what came before it.
    private readonly Dictionary<string, string?> passed = [];
    private readonly HashSet<string> calls = [];
    private readonly Lock gate = new();
    private HashSet<string> earlier = [];
    private string[] questions = [];

    // What the customer said since the last answer; of it, how much there was when the response now running began.
    private List<string> since = [];
    private int before;
    private bool saved;
    private bool whole;
    private bool active;
    private bool finishing;
    private bool current;
    private bool ready;
    private int tries;
    private DateTimeOffset? owed;

    /// <summary>The session or an answer is waited for, and nothing has come for too long.</summary>
    public bool Silent
    {
        get
        {
            lock (gate)
            {
                return clock.GetUtcNow() - owed >= Patience;
            }
        }
    }

    public async Task Begin(
        string model,
        string transcription,
        VoiceNotes.Held intake,
        CancellationToken ct
    )
    {
        questions = intake.Questions;
        earlier = [.. intake.Turns.Select(turn => turn.ItemId)];
        Owes();
        await call.Send(VoiceScript.Session(model, transcription, questions), ct);
        var written = intake.ToTell;
        since = [.. intake.Since];
        var last = written.FindLastIndex(turn => !turn.Ours);
        foreach (var turn in written.Take(last + 1))
        {
            await call.Send(VoiceScript.Turn(turn), ct);
        }

        if (intake.Heard.Count > 0)
        {
            foreach (var item in VoiceScript.AlreadySaved(intake.Heard))
            {
                await call.Send(item, ct);
            }

            await Tell(intake.Heard, ct);
        }

        foreach (var turn in written.Skip(last + 1))
        {
            await call.Send(VoiceScript.Turn(turn), ct);
        }

        // A question that stands there without an answer is not asked a second time; what was left out is.
        if (!whole && (intake.LeftOut.Count > 0 || written is not [.., { Ours: true }]))
        {
            await Ask(ct);
        }
    }

    public async Task Sound(ReadOnlyMemory<byte> pcm, CancellationToken ct) =>
        await call.Send(VoiceScript.Sound(pcm.Span), ct);

    public Task Forget(CancellationToken ct) => call.Send(VoiceScript.Forget, ct);

    public Task Ask(CancellationToken ct) => Create(() => true, ct);

    /// <summary>Has the answers told; the conversation ends when they are there.</summary>
    public async Task Finish(CancellationToken ct)
    {
        await Forget(ct);
        await Create(() => finishing = true, ct);
    }

    /// <summary>True: it has ended as it should; false: the other side closed.</summary>
    public async Task<bool> Follow(CancellationToken ct)
    {
        while (await call.Next(ct) is { } said)
        {
            lock (gate)
            {
                owed = owed is null ? null : clock.GetUtcNow();
            }

            if (await Take(said, ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> Take(JsonElement said, CancellationToken ct)
    {
        switch (said.GetProperty("type").GetString())
        {
            case "session.updated":
                ready = true;
                lock (gate)
                {
                    owed = active ? owed : null;
                }

                await tell(new { type = "listening" }, ct);
                break;
            case "input_audio_buffer.speech_started":
                heard();
                await tell(new { type = "speech", on = true }, ct);
                break;
            case "input_audio_buffer.speech_stopped":
                heard();
                // It answers what was said without being asked to.
                Owes();
                await tell(new { type = "speech", on = false }, ct);
                break;
            case "conversation.item.added" or "conversation.item.created":
                await Place(said, ct);
                break;
            case "conversation.item.input_audio_transcription.delta"
            or "response.output_text.delta":
                await tell(
                    new
                    {
                        type = "delta",
                        item = Text(said, "item_id"),
                        text = Text(said, "delta"),
                    },
                    ct
                );
                break;
            case "conversation.item.input_audio_transcription.completed":
                current = false;
                await Show(
                    await notes.Words(Text(said, "item_id"), false, Text(said, "transcript"), ct),
                    ct
                );
                break;
            case "conversation.item.input_audio_transcription.failed":
                await Show(await notes.NoWords(Text(said, "item_id"), ct), ct);
                break;
            case "response.output_text.done":
                await Show(
                    await notes.Words(Text(said, "item_id"), true, Text(said, "text"), ct),
                    ct
                );
                break;
            case "response.output_item.done":
                await Save(said.GetProperty("item"), ct);
                break;
            case "response.created":
                (before, saved) = (since.Count, false);
                lock (gate)
                {
                    (active, owed) = (true, clock.GetUtcNow());
                }

                break;
            case "response.done":
                return await Done(said.GetProperty("response"), ct);
            case "error":
                Complain(said.GetProperty("error"));
                break;
        }

        return false;
    }

    // What refuses a single message of ours ends nothing: if it was the one that asks, no answer comes, and that is seen.
    private void Complain(JsonElement error)
    {
        var code = Optional(error, "code") ?? Text(error, "type");
        if (!ready || Text(error, "type") != "invalid_request_error")
        {
            throw new ProviderRefusedException(Realtime.Name, 0, code);
        }

        complained(code);
    }

    private void Owes()
    {
        lock (gate)
        {
            owed = clock.GetUtcNow();
        }
    }

    private async Task Place(JsonElement said, CancellationToken ct)
    {
        var item = said.GetProperty("item");
        var previous = Optional(said, "previous_item_id");
        while (previous is not null && passed.TryGetValue(previous, out var before))
        {
            previous = before;
        }

        if (Text(item, "type") != "message")
        {
            passed[Text(item, "id")] = previous;
            return;
        }

        if (earlier.Contains(Text(item, "id")))
        {
            return;
        }

        var ours = Text(item, "role") == "assistant";
        if (!ours && !since.Contains(Text(item, "id")))
        {
            since.Add(Text(item, "id"));
        }

        await Show(await notes.Place(Text(item, "id"), previous, ours, ct), ct);
    }

    private Task Show(VoiceTurn turn, CancellationToken ct) =>
        tell(
            new
            {
                type = "turn",
                turn = GetVoiceIntake.Turn.Of(turn),
                after = turn.PreviousItemId,
            },
            ct
        );

    private async Task Save(JsonElement item, CancellationToken ct)
    {
        // Cut off by an interruption, its arguments may be half a sentence.
        if (
            Text(item, "type") != "function_call"
            || Text(item, "status") != "completed"
            || Answers(Text(item, "arguments")) is not { } answers
            || !calls.Add(Text(item, "call_id"))
        )
        {
            return;
        }

        var all = await notes.Hear(answers, [.. since.Take(before)], finishing, ct);
        (saved, current) = (true, true);
        await Tell(all, ct);
        await call.Send(VoiceScript.Saved(Text(item, "call_id")), ct);
    }

    /// <summary>All that was heard, and whether nothing is left to ask: then the talk comes to rest.</summary>
    private async Task Tell(HeardAnswers all, CancellationToken ct)
    {
        var first = !whole;
        whole = questions.All(all.ContainsKey);
        if (whole && first)
        {
            rest();
            await Forget(ct);
        }

        await tell(
            new
            {
                type = "answers",
                answers = all,
                whole,
            },
            ct
        );
    }

    private async Task<bool> Done(JsonElement response, CancellationToken ct)
    {
        lock (gate)
        {
            (active, owed) = (false, null);
        }

        if (saved)
        {
            since.RemoveRange(0, before);
            (before, saved) = (0, false);
        }

        if (finishing)
        {
            if (current || ++tries > MostTries)
            {
                return true;
            }

            await Create(() => true, ct);
        }
        else if (
            Text(response, "status") == "completed"
            && Has(response, "function_call")
            && !Has(response, "message")
        )
        {
            // Without this the model says nothing after a call.
            await Ask(ct);
        }
        else if (Text(response, "status") is "failed" or "incomplete")
        {
            await tell(new { type = "unanswered" }, ct);
        }

        return false;
    }

    // One response at a time; what is asked for meanwhile waits for the end of that.
    private async Task Create(Func<bool> change, CancellationToken ct)
    {
        lock (gate)
        {
            change();
            if (active)
            {
                return;
            }

            (active, owed) = (true, clock.GetUtcNow());
        }

        await call.Send(finishing ? VoiceScript.AskForAnswers : VoiceScript.Ask, ct);
    }

    private static bool Has(JsonElement response, string type) =>
        response.TryGetProperty("output", out var output)
        && output.EnumerateArray().Any(item => Text(item, "type") == type);

    private Dictionary<string, string>? Answers(string arguments)
    {
        try
        {
            return JsonSerializer
                .Deserialize<Dictionary<string, string?>>(arguments)!
                .Where(one => questions.Contains(one.Key))
                .ToDictionary(
                    one => one.Key,
                    one =>
                        (one.Value ?? "").Trim() is var text && text.Length <= Answer.Longest
                            ? text
                            : text[..Answer.Longest]
                );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement of, string name) => Optional(of, name) ?? "";

    private static string? Optional(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
