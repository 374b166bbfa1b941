using System.Net.WebSockets;
using System.Text.Json;
using LeadFuel.Scope.Providers.OpenAi;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>One conversation with OpenAI: what its events mean to an intake. An event that comes twice, late or unknown does no harm.</summary>
internal sealed class VoiceConversation(
    RealtimeCall call,
    VoiceNotes notes,
    Func<object, Task> tell,
    Action heard,
    Action rest,
    Action finished,
    Action<string> complained,
    TimeProvider clock
)
{
    private const int MostTries = 3;

    // Items that are no turns (calls of a function): a turn after one follows what came before it.
    private readonly Dictionary<string, string?> passed = [];
    private readonly HashSet<string> calls = [];
    private readonly Unwritten unwritten = new();
    private readonly Pulse pulse = new(clock);
    private HashSet<string> placed = [];
    private string[] questions = [];
    private string? latest;

    // What the customer said since the last answer; of it, how much there was when the response now running began.
    private List<string> since = [];
    private int before;
    private bool saved;
    private bool whole;
    private volatile bool finishing;
    private bool current;
    private bool ready;
    private int tries;

    public bool Silent => pulse.Silent;

    public bool Waits => pulse.Waits;

    public async Task Begin(
        string model,
        string transcription,
        VoiceNotes.Held intake,
        CancellationToken ct
    )
    {
        questions = intake.Questions;
        placed = [.. intake.Said.Turns.Select(turn => turn.ItemId)];
        pulse.Owes();
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
        var stands = intake.Said.Turns is [.., { Ours: true, State: TurnState.Written }];
        if (whole || (stands && intake.LeftOut.Count == 0))
        {
            return;
        }

        if (!stands && intake.Said.ToRepeat is { Count: > 0 } broken)
        {
            await call.Send(VoiceScript.AskAgain(broken), ct);
        }

        await Ask(ct);
    }

    public async Task Sound(ReadOnlyMemory<byte> pcm, CancellationToken ct) =>
        await call.Send(VoiceScript.Sound(pcm.Span), ct);

    /// <summary>Nothing is heard from now on. Whoever was in the middle of a sentence has said half of it, and that is kept.</summary>
    public Task Hush(CancellationToken ct) =>
        call.Send(unwritten.EndSpeech() ? VoiceScript.EndTurn : VoiceScript.Forget, ct);

    // One answer at a time; when all answers are asked for meanwhile, that follows the end of this one.
    public async Task Ask(CancellationToken ct)
    {
        if (pulse.MayAsk())
        {
            await call.Send(finishing ? VoiceScript.AskForAnswers : VoiceScript.Ask, ct);
        }
    }

    /// <summary>Has the answers told; the conversation ends when they are there.</summary>
    public async Task Finish(CancellationToken ct)
    {
        await Hush(ct);
        finishing = true;
        await Ask(ct);
    }

    /// <summary>Ends when all that was said until now has its words, or will never have them.</summary>
    public async Task Settle(CancellationToken ct)
    {
        if (unwritten.EndSpeech())
        {
            await call.Send(VoiceScript.EndTurn, ct);
        }

        await unwritten.Empty();
    }

    public async Task Probe(CancellationToken ct)
    {
        if (pulse.IsInDoubt())
        {
            await call.Send(VoiceScript.AreYouThere, ct);
        }
    }

    /// <summary>Ends when the other side has closed.</summary>
    public async Task Follow(CancellationToken ct)
    {
        while (await call.Next(ct) is { } said)
        {
            pulse.Came();
            try
            {
                await Take(said, ct);
            }
            catch (WebSocketException)
            {
                // It takes no more of ours; what it has said before it went is read to the end.
            }
        }
    }

    private async Task Take(JsonElement said, CancellationToken ct)
    {
        switch (said.GetProperty("type").GetString())
        {
            case "session.updated":
                pulse.Lives();
                if (!ready)
                {
                    ready = true;
                    await tell(new { type = "listening" });
                }

                break;
            case "input_audio_buffer.speech_started":
                heard();
                unwritten.Begin(said.Text("item_id"));
                // Its place is known when it ends; it may never end.
                await Show(await notes.Begin(said.Text("item_id"), latest));
                await tell(new { type = "speech", on = true });
                break;
            case "input_audio_buffer.speech_stopped":
                heard();
                // It answers what was said without being asked to.
                pulse.Owes();
                await tell(new { type = "speech", on = false });
                break;
            case "input_audio_buffer.committed":
                unwritten.EndSpeech();
                await Place(said.Text("item_id"), Previous(said), ours: false);
                break;
            case "conversation.item.added" or "conversation.item.created":
                await Place(said);
                break;
            case "conversation.item.input_audio_transcription.delta"
            or "response.output_text.delta":
                await notes.Part(said.Text("item_id"), said.Text("delta"));
                await tell(
                    new
                    {
                        type = "delta",
                        item = said.Text("item_id"),
                        text = said.Text("delta"),
                    }
                );
                break;
            case "conversation.item.input_audio_transcription.completed":
                await Settled(
                    await notes.Words(said.Text("item_id"), false, said.Text("transcript"))
                );
                break;
            case "conversation.item.input_audio_transcription.failed":
                await Settled(await notes.NoWords(said.Text("item_id")));
                break;
            case "response.output_text.done":
                await Show(await notes.Words(said.Text("item_id"), true, said.Text("text")));
                break;
            case "response.output_item.done":
                await Save(said.GetProperty("item"), ct);
                break;
            case "response.created":
                (before, saved) = (since.Count, false);
                pulse.Answers(true);
                break;
            case "response.done":
                await Done(said.GetProperty("response"), ct);
                break;
            case "error":
                Complain(said.GetProperty("error"));
                break;
        }
    }

    // What refuses a single message of ours ends nothing: if it was the one that asks, no answer comes, and that is seen.
    private void Complain(JsonElement error)
    {
        var code = error.Optional("code") ?? error.Text("type");
        if (!ready || error.Text("type") != "invalid_request_error")
        {
            throw new ProviderRefusedException(Realtime.Name, 0, code);
        }

        complained(code);
    }

    // The item before it that is a turn.
    private string? Previous(JsonElement said)
    {
        var previous = said.Optional("previous_item_id");
        while (previous is not null && passed.TryGetValue(previous, out var before))
        {
            previous = before;
        }

        return previous;
    }

    private async Task Place(JsonElement said)
    {
        var item = said.GetProperty("item");
        if (item.Text("type") == "message" && item.Text("role") is "user" or "assistant")
        {
            await Place(item.Text("id"), Previous(said), item.Text("role") == "assistant");
        }
        else
        {
            passed[item.Text("id")] = Previous(said);
        }
    }

    private async Task Place(string item, string? previous, bool ours)
    {
        latest = item;
        if (!placed.Add(item))
        {
            return;
        }

        var turn = await notes.Place(item, previous, ours);
        if (!ours)
        {
            since.Add(item);
            current = false;
            if (turn.State == TurnState.Waiting)
            {
                unwritten.Add(item);
            }
        }

        await Show(turn);
    }

    private async Task Settled(VoiceTurn turn)
    {
        await Show(turn);
        unwritten.Remove(turn.ItemId);
    }

    private Task Show(VoiceTurn turn) =>
        tell(new { type = "turn", turn = GetVoiceIntake.Turn.Of(turn) });

    private async Task Save(JsonElement item, CancellationToken ct)
    {
        // Cut off by an interruption, its arguments may be half a sentence.
        if (
            item.Text("type") != "function_call"
            || item.Text("status") != "completed"
            || VoiceScript.Answers(item.Text("arguments"), questions) is not { } answers
            || !calls.Add(item.Text("call_id"))
        )
        {
            return;
        }

        var all = await notes.Hear(answers, [.. since.Take(before)], finishing);
        // What was said after it began to answer is in no answer yet.
        (saved, current) = (true, since.Count == before);
        await Tell(all, ct);
        await call.Send(VoiceScript.Saved(item.Text("call_id")), ct);
    }

    /// <summary>All that was heard, and whether nothing is left to ask: then the talk comes to rest.</summary>
    private async Task Tell(HeardAnswers all, CancellationToken ct)
    {
        var first = !whole;
        whole = questions.All(all.ContainsKey);
        if (whole && first)
        {
            rest();
            await Hush(ct);
        }

        await tell(
            new
            {
                type = "answers",
                answers = all,
                whole,
            }
        );
    }

    private async Task Done(JsonElement response, CancellationToken ct)
    {
        pulse.Answers(false);
        if (saved)
        {
            since.RemoveRange(0, before);
            (before, saved) = (0, false);
        }

        if (finishing && (current || ++tries > MostTries))
        {
            finished();
        }
        else if (
            finishing
            || (
                response.Text("status") == "completed"
                && response.Has("function_call")
                && !response.Has("message")
            )
        )
        {
            // Without this the model says nothing after a call.
            await Ask(ct);
        }
        else if (response.Text("status") is "failed" or "incomplete")
        {
            await tell(new { type = "unanswered" });
        }
    }
}
