using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;

namespace LeadFuel.Sandbox.OpenAi;

/// <summary>One conversation, as OpenAI Realtime holds it: each turn answers the next field, is saved by a call of the function, and the field after it is asked for.</summary>
internal sealed partial class RealtimeSession(
    WebSocket socket,
    RealtimeWorld.Ledger ledger,
    string model,
    FaultBoard faults,
    string? key
)
{
    private const int LargestMessage = 16 * 1024 * 1024;
    private static readonly string[] Beta =
    [
        "modalities",
        "voice",
        "input_audio_format",
        "output_audio_format",
        "turn_detection",
        "input_audio_transcription",
    ];

    private readonly List<string> items = [];
    private readonly Dictionary<string, string> said = [];
    private readonly Dictionary<string, string> heard = [];
    private readonly HashSet<string> saved = [];
    private SpeechMeter meter = new(0.01, 500);
    private JsonObject session = new() { ["type"] = "realtime" };
    private string? speaking;
    private int bufferedBytes;
    private int count;

    private (string Key, string Question)[] Fields =>
        [
            .. (session["tools"]?[0]?["parameters"]?["properties"]?.AsObject() ?? []).Select(one =>
                (one.Key, (string?)one.Value?["description"] ?? one.Key)
            ),
        ];

    /// <summary>The first field that nothing was said to and that was not saved in an earlier session.</summary>
    private string? Open =>
        Fields
            .Select(one => one.Key)
            .FirstOrDefault(key => !heard.ContainsKey(key) && !saved.Contains(key));

    public async Task Run(CancellationToken ct)
    {
        session["model"] = model;
        var buffer = new byte[64 * 1024];
        try
        {
            if (Fault("hang_open") is { } hang)
            {
                await Task.Delay(hang.Delay(60_000), ct);
            }

            await Send("session.created", new { session }, ct);
            while (await Read(buffer, ct) is { } text)
            {
                if (!await Take(text, ct))
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The caller has gone.
        }
    }

    private async Task<string?> Read(byte[] buffer, CancellationToken ct)
    {
        using var whole = new MemoryStream();
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                return null;
            }

            whole.Write(buffer.AsSpan(0, got.Count));
            if (got.EndOfMessage)
            {
                return whole.Length > LargestMessage
                    ? ""
                    : Encoding.UTF8.GetString(whole.ToArray());
            }
        }
    }

    /// <summary>False: the session is over. Without a farewell the connection drops; what was told before has arrived.</summary>
    private async Task<bool> Take(string text, CancellationToken ct)
    {
        JsonObject? message = null;
        try
        {
            message = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Refused below.
        }

        var type = (string?)message?["type"];
        if (type != "input_audio_buffer.append")
        {
            ledger.Read(text);
        }

        switch (type)
        {
            case "session.update":
                await Update(message!, ct);
                return true;
            case "input_audio_buffer.append":
                return await Hear(message!, ct);
            case "input_audio_buffer.clear":
                (bufferedBytes, speaking) = (0, null);
                meter.Clear();
                await Send("input_audio_buffer.cleared", new { }, ct);
                return true;
            case "input_audio_buffer.commit" when bufferedBytes == 0:
                await Refuse(message!, "input_audio_buffer_commit_empty", null, ct);
                return true;
            case "input_audio_buffer.commit":
                var item = speaking ?? NextId("item");
                speaking = null;
                meter.Clear();
                return await Commit(item, ct);
            case "conversation.item.create":
                await Add(message!, ct);
                return true;
            case "response.create":
                return await Respond(
                    (string?)message!["response"]?["tool_choice"]?["name"] is not null,
                    ct
                );
            case "response.cancel" or "conversation.item.truncate" or "conversation.item.delete":
                return true;
            default:
                await Refuse(message, "invalid_value", "type", ct);
                return true;
        }
    }

    private async Task Update(JsonObject message, CancellationToken ct)
    {
        if (message["session"] is not JsonObject given || (string?)given["type"] is null)
        {
            await Refuse(message, "missing_required_parameter", "session.type", ct);
            return;
        }

        if (given.FirstOrDefault(field => Beta.Contains(field.Key)).Key is { } beta)
        {
            await Refuse(message, "unknown_parameter", $"session.{beta}", ct);
            return;
        }

        if (Fault("session_refused") is not null)
        {
            await Refuse(message, "invalid_value", "session.audio", ct);
            return;
        }

        if (given["audio"]?["input"]?["format"]?["rate"] is { } rate && (int)rate != 24_000)
        {
            await Refuse(message, "invalid_value", "session.audio.input.format.rate", ct);
            return;
        }

        foreach (var (name, value) in given)
        {
            // The model is chosen when the session opens, and stays.
            if (name != "model")
            {
                session[name] = value?.DeepClone();
            }
        }

        if (given["audio"]?["input"]?["turn_detection"] is { } detection)
        {
            meter = new(0.01, (int?)detection["silence_duration_ms"] ?? 500);
        }

        await Send("session.updated", new { session }, ct);
    }

    private async Task Add(JsonObject message, CancellationToken ct)
    {
        if (message["item"] is not JsonObject item || (string?)item["type"] is not { } type)
        {
            await Refuse(message, "missing_required_parameter", "item.type", ct);
            return;
        }

        var id = (string?)item["id"] ?? NextId("item");
        if (items.Contains(id))
        {
            await Refuse(message, "invalid_value", "item.id", ct);
            return;
        }

        if (type == "message" && (string?)item["role"] == "user")
        {
            Understand(id, (string?)item["content"]?[0]?["text"] ?? "");
        }
        else if (
            type == "function_call"
            && JsonNode.Parse((string?)item["arguments"] ?? "{}") is JsonObject known
        )
        {
            saved.UnionWith(known.Select(one => one.Key));
        }

        var told = (JsonObject)item.DeepClone();
        (told["id"], told["object"], told["status"]) = (id, "realtime.item", "completed");
        await Added(id, items.LastOrDefault(), told, ct);
    }

    private void Understand(string item, string words)
    {
        if (Open is { } field)
        {
            heard[field] = words;
        }

        said[item] = words;
    }

    private async Task Added(string id, string? previous, object item, CancellationToken ct)
    {
        items.Add(id);
        await Send("conversation.item.added", new { previous_item_id = previous, item }, ct);
        if (Fault("duplicate_event") is not null)
        {
            await Send("conversation.item.added", new { previous_item_id = previous, item }, ct);
        }

        await Send("conversation.item.done", new { previous_item_id = previous, item }, ct);
    }

    // Aimed by what was said, or by a question that is asked in this session.
    private Fault? Fault(params string[] kinds) =>
        faults.Take(
            "openai",
            key,
            string.Join('\n', said.Values.Concat(Fields.Select(field => field.Question))),
            kinds
        );

    private string NextId(string kind) => $"{kind}_{ledger.Id[5..]}{++count}";

    private async Task Send(string type, object body, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToNode(body)!.AsObject();
        json["type"] = type;
        json["event_id"] = NextId("event");
        await socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(json),
            WebSocketMessageType.Text,
            true,
            ct
        );
    }
}
