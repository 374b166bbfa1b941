using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.OpenAi;

/// <summary>What it answers: the call of the function, then the next question, or what a fault makes of them.</summary>
internal sealed partial class RealtimeSession
{
    private async Task<bool> Respond(bool forced, CancellationToken ct)
    {
        if (Fault("error") is not null)
        {
            await Send(
                "error",
                new
                {
                    error = new
                    {
                        type = "server_error",
                        code = (string?)null,
                        message = "The Sandbox breaks off.",
                    },
                },
                ct
            );
            return true;
        }

        var response = NextId("resp");
        await Send(
            "response.created",
            new
            {
                response = new
                {
                    id = response,
                    @object = "realtime.response",
                    status = "in_progress",
                    output = Array.Empty<object>(),
                },
            },
            ct
        );
        await Send(
            "rate_limits.updated",
            new
            {
                rate_limits = new[]
                {
                    new
                    {
                        name = "tokens",
                        limit = 40_000,
                        remaining = 39_000,
                        reset_seconds = 1.5,
                    },
                },
            },
            ct
        );
        if (Fault("unknown_event") is not null)
        {
            await Send("response.something_new", new { response_id = response }, ct);
        }

        if (Fault("drop") is not null)
        {
            return false;
        }

        if (Fault("close") is not null)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "expired", ct);
            return false;
        }

        if (Fault("hang_after") is { } hang)
        {
            await Task.Delay(hang.Delay(60_000), ct);
        }

        if (Fault("failed", "incomplete") is { } broken)
        {
            await Done(response, broken.Kind, [], ct);
            return true;
        }

        // Forced, everything is given once more; else what was said since the last call.
        var answers = heard
            .Where(one => forced || !saved.Contains(one.Key))
            .ToDictionary(one => one.Key, one => one.Value);
        return await (
            forced || answers.Count > 0
                ? Call(response, answers, ct)
                : Say(
                    response,
                    Fields.FirstOrDefault(field => field.Key == Open).Question
                        ?? "Thank you. Look at what I heard, and correct it where it is not right.",
                    ct
                )
        );
    }

    private async Task<bool> Say(string response, string text, CancellationToken ct)
    {
        var id = NextId("item");
        object Item(string status) =>
            new
            {
                id,
                @object = "realtime.item",
                type = "message",
                status,
                role = "assistant",
                content = status == "completed" ? new[] { new { type = "output_text", text } } : [],
            };
        await Send(
            "response.output_item.added",
            new
            {
                response_id = response,
                output_index = 0,
                item = Item("in_progress"),
            },
            ct
        );
        await Added(id, items.LastOrDefault(), Item("in_progress"), ct);
        foreach (var delta in (string[])[text[..(text.Length / 2)], text[(text.Length / 2)..]])
        {
            await Send(
                "response.output_text.delta",
                new
                {
                    response_id = response,
                    item_id = id,
                    output_index = 0,
                    content_index = 0,
                    delta,
                },
                ct
            );
            if (Fault("drop_delta") is not null)
            {
                return false;
            }
        }

        await Send(
            "response.output_text.done",
            new
            {
                response_id = response,
                item_id = id,
                output_index = 0,
                content_index = 0,
                text,
            },
            ct
        );
        await Send(
            "response.output_item.done",
            new
            {
                response_id = response,
                output_index = 0,
                item = Item("completed"),
            },
            ct
        );
        await Done(response, "completed", [Item("completed")], ct);
        return true;
    }

    private async Task<bool> Call(
        string response,
        Dictionary<string, string> answers,
        CancellationToken ct
    )
    {
        var cut = Fault("cut_arguments") is not null;
        var (id, call) = (NextId("item"), NextId("call"));
        var arguments = JsonSerializer.Serialize(answers);
        arguments = cut ? arguments[..(arguments.Length / 2)] : arguments;
        object Item(string status, string known) =>
            new
            {
                id,
                @object = "realtime.item",
                type = "function_call",
                status,
                name = "save_icp",
                call_id = call,
                arguments = known,
            };
        await Send(
            "response.output_item.added",
            new
            {
                response_id = response,
                output_index = 0,
                item = Item("in_progress", ""),
            },
            ct
        );
        await Added(id, items.LastOrDefault(), Item("in_progress", ""), ct);
        await Send(
            "response.function_call_arguments.delta",
            new
            {
                response_id = response,
                item_id = id,
                call_id = call,
                delta = arguments,
            },
            ct
        );
        var status = cut ? "incomplete" : "completed";
        await Send(
            "response.function_call_arguments.done",
            new
            {
                response_id = response,
                item_id = id,
                call_id = call,
                name = "save_icp",
                arguments,
            },
            ct
        );
        await Send(
            "response.output_item.done",
            new
            {
                response_id = response,
                output_index = 0,
                item = Item(status, arguments),
            },
            ct
        );
        if (!cut)
        {
            saved.UnionWith(answers.Keys);
        }

        await Done(response, status, [Item(status, arguments)], ct);
        return true;
    }

    private Task Done(string response, string status, object[] output, CancellationToken ct) =>
        Send(
            "response.done",
            new
            {
                response = new
                {
                    id = response,
                    @object = "realtime.response",
                    status,
                    status_details = status == "completed"
                        ? null
                        : new { type = status, reason = "sandbox" },
                    output,
                    usage = new { total_tokens = 120 },
                },
            },
            ct
        );

    private Task Refuse(JsonObject? message, string code, string? param, CancellationToken ct) =>
        Send(
            "error",
            new
            {
                error = new
                {
                    type = "invalid_request_error",
                    code,
                    message = "The Sandbox does not take this.",
                    param,
                    event_id = (string?)message?["event_id"],
                },
            },
            ct
        );
}
