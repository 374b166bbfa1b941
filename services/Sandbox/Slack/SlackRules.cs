using System.Text.Json;

namespace LeadFuel.Sandbox.Slack;

/// <summary>What Slack takes: its words for what it does not.</summary>
internal static class SlackRules
{
    private const int MostBody = 40_000;
    private const int MostBlocks = 50;
    private const int MostInAll = 13_000;

    /// <summary>Null: it is taken.</summary>
    public static string? Refuse(HttpContext http, byte[] body, out JsonElement message)
    {
        message = default;
        if (
            http.Request.ContentType?.StartsWith(
                "application/json",
                StringComparison.OrdinalIgnoreCase
            ) != true
            || body.Length > MostBody
        )
        {
            return "invalid_payload";
        }

        try
        {
            message = JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return "invalid_payload";
        }

        if (message.ValueKind != JsonValueKind.Object)
        {
            return "invalid_payload";
        }

        var text = message.TryGetProperty("text", out var given) ? Text(given) : "";
        if (text is null)
        {
            return "invalid_payload";
        }

        if (!message.TryGetProperty("blocks", out var blocks))
        {
            return text.Length == 0 ? "no_text" : null;
        }

        return blocks.ValueKind != JsonValueKind.Array ? "invalid_blocks_format"
            : blocks.GetArrayLength() == 0 && text.Length == 0 ? "no_text"
            : !Taken(blocks) ? "invalid_blocks"
            : blocks.GetRawText().Length > MostInAll ? "msg_blocks_too_long"
            : null;
    }

    private static bool Taken(JsonElement blocks)
    {
        var ids = new HashSet<string>();
        return blocks.GetArrayLength() <= MostBlocks
            && blocks
                .EnumerateArray()
                .All(block =>
                    block.ValueKind == JsonValueKind.Object
                    && block.TryGetProperty("type", out var type)
                    && (
                        !block.TryGetProperty("block_id", out var id)
                        || (Text(id) is { Length: <= 255 } own && ids.Add(own))
                    )
                    && Text(type) switch
                    {
                        "divider" => true,
                        "header" => Piece(block, "text", 150, "plain_text"),
                        "section" => Section(block),
                        "context" => Pieces(block, "elements", 10, 3000),
                        // Whatever else there is, LeadFuel has no use for it.
                        _ => false,
                    }
                );
    }

    private static bool Section(JsonElement block)
    {
        var text = block.TryGetProperty("text", out _);
        var fields = block.TryGetProperty("fields", out _);
        return (text || fields)
            && (!text || Piece(block, "text", 3000))
            && (!fields || Pieces(block, "fields", 10, 2000));
    }

    private static bool Pieces(JsonElement block, string name, int count, int most) =>
        block.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.GetArrayLength() is > 0 and var length
        && length <= count
        && list.EnumerateArray().All(one => Piece(one, most));

    private static bool Piece(JsonElement block, string name, int most, string? type = null) =>
        block.TryGetProperty(name, out var piece) && Piece(piece, most, type);

    private static bool Piece(JsonElement piece, int most, string? only = null) =>
        piece.ValueKind == JsonValueKind.Object
        && piece.TryGetProperty("type", out var type)
        && Text(type) is "plain_text" or "mrkdwn"
        && (only is null || Text(type) == only)
        // Each kind has one setting of its own.
        && !piece.TryGetProperty(Text(type) == "mrkdwn" ? "emoji" : "verbatim", out _)
        && piece.TryGetProperty("text", out var text)
        && Text(text) is { Length: > 0 } given
        && given.Length <= most;

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
