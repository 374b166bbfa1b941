using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Sandbox.Anthropic;

/// <summary>What a call asks of the model, read from the wire.</summary>
public sealed record MessageRequest
{
    public required ClaudeModel Model { get; init; }
    public required int MaxTokens { get; init; }
    public required bool Stream { get; init; }
    public required Prompt Prompt { get; init; }

    /// <summary>Text up to each cache mark, in the order tools, system, messages.</summary>
    public required IReadOnlyList<string> CachePrefixes { get; init; }

    /// <summary>The shape of the answer, if the caller gave one.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>The tool that must be called with that shape.</summary>
    public string? Tool { get; init; }

    public static (MessageRequest? Request, AnthropicError? Error) Read(
        byte[] raw,
        string version,
        bool counting
    )
    {
        JsonElement body;
        try
        {
            body = JsonDocument.Parse(raw).RootElement;
        }
        catch (JsonException)
        {
            return Refuse("The request body is not valid JSON.");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return Refuse("The request body must be an object.");
        }

        if (!body.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String)
        {
            return Refuse("model: Field required");
        }

        var known = ClaudeModel.All.FirstOrDefault(one => one.Id == model.GetString());
        if (known is null)
        {
            return (
                null,
                new AnthropicError(404, "not_found_error", $"model: {model.GetString()}")
            );
        }

        if (
            !body.TryGetProperty("messages", out var messages)
            || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0
        )
        {
            return Refuse("messages: at least one message is required");
        }

        var most = 0;
        if (!counting)
        {
            if (!body.TryGetProperty("max_tokens", out var given) || !given.TryGetInt32(out most))
            {
                return Refuse("max_tokens: Field required");
            }

            if (most < 0)
            {
                return Refuse("max_tokens: must be greater than or equal to 0");
            }
        }

        if (NotAllowed(body, messages, known, version) is { } refused)
        {
            return Refuse(refused);
        }

        var (schema, tool, wrong) = Shape(body);
        if (wrong is not null)
        {
            return Refuse(wrong);
        }

        var reader = new PromptReader();
        reader.Read(body);
        return (
            new MessageRequest
            {
                Model = known,
                MaxTokens = most,
                Stream =
                    body.TryGetProperty("stream", out var stream)
                    && stream.ValueKind == JsonValueKind.True,
                Prompt = new Prompt(reader.System, reader.Messages),
                CachePrefixes = reader.Prefixes,
                Schema = schema,
                Tool = tool,
            },
            null
        );
    }

    private static string? NotAllowed(
        JsonElement body,
        JsonElement messages,
        ClaudeModel model,
        string version
    )
    {
        if (string.CompareOrdinal(version, "2026-10-21") >= 0)
        {
            foreach (var field in (ReadOnlySpan<string>)["temperature", "top_p", "top_k"])
            {
                if (body.TryGetProperty(field, out _))
                {
                    return $"{field}: sampling parameters are not supported in API version 2026-10-21";
                }
            }
        }

        var last = "";
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            last =
                message.ValueKind == JsonValueKind.Object
                && message.TryGetProperty("role", out var role)
                    ? role.ToString()
                    : "";
            if (
                last is not ("user" or "assistant")
                || !message.TryGetProperty("content", out var content)
            )
            {
                return $"messages.{index}: 'role' is user or assistant, and 'content' is required";
            }

            if (content.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var block in content.EnumerateArray())
            {
                var type = block.TryGetProperty("type", out var given) ? given.GetString() : null;
                if (last == "user" && type == "text" && block.TryGetProperty("citations", out _))
                {
                    return $"messages.{index}: 'citations' is not allowed on text of the user";
                }

                if (last == "assistant" && type == "document")
                {
                    return $"messages.{index}: 'document' is not allowed in messages of the assistant";
                }
            }
        }

        return last == "assistant" && !model.TakesPrefill
            ? "messages: this model does not support assistant message prefill; the conversation must end with a user message"
            : null;
    }

    private static (JsonElement? Schema, string? Tool, string? Wrong) Shape(JsonElement body)
    {
        if (
            body.TryGetProperty("output_config", out var config)
            && config.TryGetProperty("format", out var format)
            && format.ValueKind == JsonValueKind.Object
        )
        {
            if (!format.TryGetProperty("schema", out var schema))
            {
                return (null, null, "output_config.format.schema: Field required");
            }

            return SchemaCheck.Wrong(schema) is { } wrong
                ? (null, null, $"output_config.format.{wrong}")
                : (schema, null, null);
        }

        if (
            !body.TryGetProperty("tool_choice", out var choice)
            || !body.TryGetProperty("tools", out var tools)
        )
        {
            return (null, null, null);
        }

        var kind = choice.TryGetProperty("type", out var type) ? type.GetString() : null;
        var name = choice.TryGetProperty("name", out var wanted) ? wanted.GetString() : null;
        foreach (var tool in tools.EnumerateArray())
        {
            var own = tool.GetProperty("name").GetString();
            if (kind == "any" || (kind == "tool" && own == name))
            {
                var input = tool.GetProperty("input_schema");
                var strict =
                    tool.TryGetProperty("strict", out var flag)
                    && flag.ValueKind == JsonValueKind.True;
                return strict && SchemaCheck.Wrong(input) is { } wrong
                    ? (null, null, $"tools.{own}.{wrong}")
                    : (input, own, null);
            }
        }

        return kind is "tool" or "any"
            ? (null, null, $"tool_choice: tool '{name}' not found in tools")
            : (null, null, null);
    }

    private static (MessageRequest? Request, AnthropicError? Error) Refuse(string message) =>
        (null, AnthropicError.Invalid(message));

    private sealed class PromptReader
    {
        private readonly StringBuilder all = new();
        private readonly StringBuilder system = new();
        private readonly StringBuilder messages = new();

        public string System => system.ToString();
        public string Messages => messages.ToString();
        public List<string> Prefixes { get; } = [];

        public void Read(JsonElement body)
        {
            if (body.TryGetProperty("tools", out var tools))
            {
                all.Append(tools.GetRawText());
            }

            if (body.TryGetProperty("system", out var given))
            {
                Content(given, system);
            }

            foreach (var message in body.GetProperty("messages").EnumerateArray())
            {
                Content(message.GetProperty("content"), messages);
            }

            if (body.TryGetProperty("cache_control", out _))
            {
                Prefixes.Add(all.ToString());
            }
        }

        private void Content(JsonElement content, StringBuilder into)
        {
            if (content.ValueKind == JsonValueKind.String)
            {
                Add(content.GetString()!, into);
                return;
            }

            if (content.ValueKind != JsonValueKind.Array)
            {
                return;
            }

            foreach (var block in content.EnumerateArray())
            {
                if (
                    block.TryGetProperty("text", out var text)
                    && text.ValueKind == JsonValueKind.String
                )
                {
                    Add(text.GetString()!, into);
                }
                else if (block.TryGetProperty("content", out var inner))
                {
                    Content(inner, into);
                }

                if (block.TryGetProperty("cache_control", out _) && Prefixes.Count < 4)
                {
                    Prefixes.Add(all.ToString());
                }
            }
        }

        private void Add(string text, StringBuilder into)
        {
            all.Append(text).Append('\n');
            into.Append(text).Append('\n');
        }
    }
}

/// <summary>The text of a call, and what its hash decides.</summary>
public sealed record Prompt(string System, string Messages)
{
    private readonly byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{System}\n{Messages}"));

    public int Characters => System.Length + Messages.Length;

    /// <summary>The same prompt always picks the same; another prompt may pick otherwise.</summary>
    public int Pick(string salt, int count)
    {
        var picked = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(salt)]);
        return count <= 1 ? 0 : (int)(BitConverter.ToUInt32(picked) % (uint)count);
    }

    public string Id(string prefix) => prefix + Convert.ToHexStringLower(hash.AsSpan(0, 12));
}
