using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Slack;

/// <summary>A stretch of a message as people see it: plain, bold, a link, or one that calls people.</summary>
public sealed record SlackPiece(string Kind, string Text, string? Link = null);

/// <summary>A message as a channel shows it: each text of it with its markup read.</summary>
public sealed partial record SlackText(string Title, IReadOnlyList<IReadOnlyList<SlackPiece>> Texts)
{
    /// <summary>What would ring at somebody's desk.</summary>
    public IEnumerable<string> Calls =>
        Texts
            .SelectMany(text => text)
            .Where(piece => piece.Kind == "call")
            .Select(piece => piece.Text);

    public static SlackText Of(JsonElement message)
    {
        var title = "";
        var texts = new List<IReadOnlyList<SlackPiece>>();
        if (!message.TryGetProperty("blocks", out var blocks))
        {
            return new("", [Read(message.GetProperty("text").GetString()!)]);
        }

        foreach (var block in blocks.EnumerateArray())
        {
            switch (block.GetProperty("type").GetString())
            {
                case "header":
                    title = block.GetProperty("text").GetProperty("text").GetString()!;
                    break;
                case "section":
                    if (block.TryGetProperty("text", out var text))
                    {
                        texts.Add(Read(text));
                    }

                    if (block.TryGetProperty("fields", out var fields))
                    {
                        texts.AddRange(fields.EnumerateArray().Select(Read));
                    }

                    break;
                case "context":
                    texts.AddRange(block.GetProperty("elements").EnumerateArray().Select(Read));
                    break;
            }
        }

        // The notification is read out, too.
        return new(
            title,
            [
                .. texts,
                Read(message.TryGetProperty("text", out var short_) ? short_.GetString()! : ""),
            ]
        );
    }

    private static List<SlackPiece> Read(JsonElement text) =>
        text.GetProperty("type").GetString() == "plain_text"
            ? [new("plain", text.GetProperty("text").GetString()!)]
            : Read(text.GetProperty("text").GetString()!);

    private static List<SlackPiece> Read(string markup)
    {
        var pieces = new List<SlackPiece>();
        var at = 0;
        foreach (Match match in Special().Matches(markup))
        {
            Plain(markup[at..match.Index]);
            at = match.Index + match.Length;
            var target = match.Groups["target"].Value;
            var label = match.Groups["label"] is { Success: true } given ? given.Value : target;
            if (match.Groups["bold"] is { Success: true } bold)
            {
                pieces.Add(new("bold", Decoded(bold.Value)));
            }
            else if (target.StartsWith("http", StringComparison.Ordinal))
            {
                pieces.Add(new("link", Decoded(label), Decoded(target)));
            }
            else
            {
                pieces.Add(new("call", match.Value));
            }
        }

        Plain(markup[at..]);
        return pieces;

        void Plain(string text)
        {
            if (text.Length > 0)
            {
                pieces.Add(new("plain", Decoded(text)));
            }
        }
    }

    // These three and no other; a space of no width is not seen.
    private static string Decoded(string text) =>
        text.Replace("\u200b", "", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex(
        @"<(?<target>[^<>|]+)(?:\|(?<label>[^<>]*))?>|\*(?!\u200b)(?<bold>[^*\n]+)\*(?!\u200b)"
    )]
    private static partial Regex Special();
}
