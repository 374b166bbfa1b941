using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.OpenAi;

/// <summary>What it makes of sound: a turn where somebody spoke, its words, or what a fault leaves of them.</summary>
internal sealed partial class RealtimeSession
{
    private async Task<bool> Hear(JsonObject message, CancellationToken ct)
    {
        if (Fault("expire") is not null)
        {
            await Refuse(message, "session_expired", null, ct);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "expired", ct);
            return false;
        }

        byte[] pcm;
        try
        {
            pcm = Convert.FromBase64String((string?)message["audio"] ?? "");
        }
        catch (FormatException)
        {
            await Refuse(message, "invalid_value", "audio", ct);
            return true;
        }

        if (pcm.Length % 2 != 0)
        {
            await Refuse(message, "invalid_value", "audio", ct);
            return true;
        }

        ledger.Heard(pcm.Length);
        bufferedBytes += pcm.Length;
        foreach (var began in meter.Hear(pcm))
        {
            if (!await (began ? Begin(ct) : End(ct)))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> Begin(CancellationToken ct)
    {
        speaking = NextId("item");
        await Send(
            "input_audio_buffer.speech_started",
            new { audio_start_ms = meter.Ms, item_id = speaking },
            ct
        );
        if (Fault("hang_speech") is { } hang)
        {
            await Task.Delay(hang.Delay(60_000), ct);
        }

        return Fault("drop_speech") is null;
    }

    private async Task<bool> End(CancellationToken ct)
    {
        await Send(
            "input_audio_buffer.speech_stopped",
            new { audio_end_ms = meter.Ms, item_id = speaking },
            ct
        );
        var item = speaking ?? NextId("item");
        speaking = null;
        var late = Fault("late_transcript") is not null;
        return await Commit(item, ct, transcribe: !late)
            && await Respond(false, ct)
            && (!late || await Transcribe(item, ct));
    }

    private async Task<bool> Commit(string item, CancellationToken ct, bool transcribe = true)
    {
        bufferedBytes = 0;
        var previous = items.LastOrDefault();
        await Send(
            "input_audio_buffer.committed",
            new { previous_item_id = previous, item_id = item },
            ct
        );
        Understand(item, Open is { } open ? Spoken.To(open) : Spoken.More);
        await Added(
            item,
            previous,
            new
            {
                id = item,
                @object = "realtime.item",
                type = "message",
                status = "completed",
                role = "user",
                content = new[] { new { type = "input_audio", transcript = (string?)null } },
            },
            ct
        );
        return Fault("drop_committed") is null && (!transcribe || await Transcribe(item, ct));
    }

    private async Task<bool> Transcribe(string item, CancellationToken ct)
    {
        if (Fault("no_transcript") is not null)
        {
            return true;
        }

        if (Fault("transcription_failed") is not null)
        {
            await Send(
                "conversation.item.input_audio_transcription.failed",
                new
                {
                    item_id = item,
                    content_index = 0,
                    error = new { type = "transcription_error", code = "audio_unintelligible" },
                },
                ct
            );
            return true;
        }

        var words = said[item];
        foreach (var delta in (string[])[words[..(words.Length / 2)], words[(words.Length / 2)..]])
        {
            await Send(
                "conversation.item.input_audio_transcription.delta",
                new
                {
                    item_id = item,
                    content_index = 0,
                    delta,
                },
                ct
            );
            if (Fault("drop_transcript") is not null)
            {
                return false;
            }
        }

        await Send(
            "conversation.item.input_audio_transcription.completed",
            new
            {
                item_id = item,
                content_index = 0,
                transcript = words,
                usage = new { type = "tokens", total_tokens = words.Length / 4 },
            },
            ct
        );
        return true;
    }
}
