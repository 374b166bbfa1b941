using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;

namespace LeadFuel.Sandbox.Anthropic;

/// <summary>Writes an answer as server-sent events, piece by piece, and breaks off where a fault says so.</summary>
public sealed class MessageStream(IConfiguration configuration, TimeProvider clock)
{
    private const int FewestDeltas = 5;
    private const int MostDeltas = 240;

    public async Task<IResult> Write(HttpContext http, Message message, Fault? fault)
    {
        var ct = http.RequestAborted;
        var delay = TimeSpan.FromMilliseconds(
            configuration.GetValue("Sandbox:Anthropic:DeltaDelayMs", 0)
        );
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        await Send(http, "message_start", new JsonObject { ["message"] = message.Start() });
        await Send(
            http,
            "content_block_start",
            new JsonObject { ["index"] = 0, ["content_block"] = message.EmptyBlock() }
        );
        await Send(http, "ping", []);

        foreach (var (index, piece) in Pieces(message.Text, message.Tool is not null).Index())
        {
            if (await Broken(http, fault, index))
            {
                return Results.Empty;
            }

            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, clock, ct);
            }

            var delta = message.Tool is null
                ? new JsonObject { ["type"] = "text_delta", ["text"] = piece }
                : new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece };
            await Send(
                http,
                "content_block_delta",
                new JsonObject { ["index"] = 0, ["delta"] = delta }
            );
        }

        await Send(http, "content_block_stop", new JsonObject { ["index"] = 0 });
        await Send(
            http,
            "message_delta",
            new JsonObject
            {
                ["delta"] = new JsonObject
                {
                    ["stop_reason"] = message.StopReason,
                    ["stop_sequence"] = null,
                },
                ["usage"] = new JsonObject { ["output_tokens"] = message.OutputTokens },
            }
        );
        await Send(http, "message_stop", []);
        return Results.Empty;
    }

    private async Task<bool> Broken(HttpContext http, Fault? fault, int written)
    {
        switch (fault?.Kind, written)
        {
            case ("stalled_stream", 2):
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                return true;
            case ("cut_stream", 3):
                return true;
            case ("stream_error", 2):
                var error = AnthropicError.Overloaded.Body(
                    http.Response.Headers["request-id"].ToString()
                );
                error.Remove("type");
                await Send(http, "error", error);
                return true;
            default:
                return false;
        }
    }

    private static IEnumerable<string> Pieces(string text, bool json)
    {
        if (json)
        {
            yield return "";
        }

        var size = Math.Max(
            1,
            text.Length <= FewestDeltas * 12
                ? text.Length / FewestDeltas
                : Math.Max(12, text.Length / MostDeltas)
        );
        for (var start = 0; start < text.Length; )
        {
            var end = Math.Min(text.Length, start + size);
            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            yield return text[start..end];
            start = end;
        }
    }

    private static async Task Send(HttpContext http, string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        await http.Response.WriteAsync(
            $"event: {type}\ndata: {data.ToJsonString(AnthropicError.Json)}\n\n",
            http.RequestAborted
        );
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
