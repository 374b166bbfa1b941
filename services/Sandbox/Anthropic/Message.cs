using System.Text.Json;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Anthropic.Answers;

namespace LeadFuel.Sandbox.Anthropic;

/// <summary>One answer of the model: a text, or the input of a tool.</summary>
public sealed record Message
{
    private const string RefusalText = "I can’t help with this request.";

    public required MessageRequest Request { get; init; }
    public required Usage Usage { get; init; }
    public required string Text { get; init; }
    public required string StopReason { get; init; }

    /// <summary>The text breaks off in mid-sentence.</summary>
    public required bool Cut { get; init; }

    public string? Tool => StopReason == "refusal" ? null : Request.Tool;
    public int OutputTokens => Math.Max(1, PromptCache.Tokens(Text.Length));

    public static Message For(MessageRequest request, Usage usage, string? fault)
    {
        var text = fault == "refusal" ? RefusalText : AnswerText(request, fault == "false_quote");
        var most = request.MaxTokens * 4;
        var cut =
            fault is "max_tokens" or "broken_json" ? text.Length / 2
            : text.Length > most ? most
            : -1;
        return new Message
        {
            Request = request,
            Usage = usage,
            Text = cut >= 0 ? text[..cut] : text,
            Cut = cut >= 0,
            StopReason =
                fault == "refusal" ? "refusal"
                : cut >= 0 && fault != "broken_json" ? "max_tokens"
                : request.Tool is null ? "end_turn"
                : "tool_use",
        };
    }

    public JsonObject Json()
    {
        var message = Start();
        var block = EmptyBlock();
        if (Tool is null)
        {
            block["text"] = Text;
        }
        else
        {
            block["input"] = Cut ? new JsonObject() : JsonNode.Parse(Text);
        }

        message["content"] = new JsonArray(block);
        message["stop_reason"] = StopReason;
        message["usage"]!["output_tokens"] = OutputTokens;
        return message;
    }

    public JsonObject Start() =>
        new()
        {
            ["id"] = Request.Prompt.Id("msg_"),
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = Request.Model.Id,
            ["content"] = new JsonArray(),
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = Usage.Input,
                ["cache_creation_input_tokens"] = Usage.CacheCreation,
                ["cache_read_input_tokens"] = Usage.CacheRead,
                ["output_tokens"] = 1,
                ["service_tier"] = "standard",
            },
        };

    public JsonObject EmptyBlock() =>
        Tool is null
            ? new JsonObject { ["type"] = "text", ["text"] = "" }
            : new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = Request.Prompt.Id("toolu_"),
                ["name"] = Tool,
                ["input"] = new JsonObject(),
            };

    private static string AnswerText(MessageRequest request, bool falseQuote) =>
        request.Schema is { } schema
            ? new SchemaAnswer(request.Prompt, schema, falseQuote)
                .Write()
                .ToJsonString(AnthropicError.Json)
            : PlainAnswer.Write(request.Prompt);
}
