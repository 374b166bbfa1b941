using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LeadFuel.Core.Integrations;

namespace LeadFuel.Core.Providers.Slack;

/// <summary>What is told of an event, as a Slack message: the same facts as in the JSON of a webhook.</summary>
public static class SlackMessage
{
    private const int MostTitle = 150;
    private const int MostText = 3000;
    private const int MostField = 2000;
    private const int MostFields = 10;

    public static byte[] Of(EventFacts facts)
    {
        var blocks = new JsonArray(
            new JsonObject
            {
                ["type"] = "header",
                ["text"] = new JsonObject
                {
                    ["type"] = "plain_text",
                    // Taken as it is: no markup is read here.
                    ["text"] = Cut(OneLine(facts.Title), MostTitle, text => text),
                    ["emoji"] = false,
                },
            },
            new JsonObject
            {
                ["type"] = "section",
                ["text"] = Text(
                    $"{Escaped(facts.Summary, MostText - 600)}\n<{Entities(facts.Link)}|Open in LeadFuel>"
                ),
            }
        );
        if (facts.Details is { Count: > 0 } details)
        {
            blocks.Add(
                new JsonObject
                {
                    ["type"] = "section",
                    ["fields"] = new JsonArray([
                        .. details
                            .Take(MostFields)
                            .Select(fact =>
                                Text(
                                    $"*{Escaped(fact.Key, 60)}*\n{Escaped(fact.Value, MostField - 70)}"
                                )
                            ),
                    ]),
                }
            );
        }

        blocks.Add(
            new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray(Text(Context(facts))),
            }
        );
        return Encoding.UTF8.GetBytes(
            new JsonObject
            {
                // The notification, and all that is read where blocks are not.
                ["text"] = Escaped($"{facts.Title}: {facts.Summary}", MostText),
                ["unfurl_links"] = false,
                ["unfurl_media"] = false,
                ["blocks"] = blocks,
            }.ToJsonString()
        );
    }

    // With the event's short id, so that two messages of one event are known for what they are.
    private static string Context(EventFacts facts) =>
        string.Join(
            " · ",
            (string[])
                [
                    .. facts.Test ? (string[])["Test"] : [],
                    "LeadFuel",
                    facts.Type,
                    facts.At.UtcDateTime.ToString(
                        "d MMM yyyy, HH:mm:ss 'UTC'",
                        CultureInfo.InvariantCulture
                    ),
                    $"{facts.Id:N}"[^8..],
                ]
        );

    // Verbatim: no word of the text becomes a link or a mention by itself.
    private static JsonObject Text(string markup) =>
        new()
        {
            ["type"] = "mrkdwn",
            ["text"] = markup,
            ["verbatim"] = true,
        };

    /// <summary>Text that calls nobody, links nowhere and is no markup. Slack knows three entities and no other.</summary>
    internal static string Escaped(string text, int most) => Cut(text, most, Harmless);

    private static string Harmless(string element) =>
        // These cannot be escaped; with a space of no width behind them they stand for themselves.
        element is "*" or "_" or "~" or "`"
            ? element + "\u200b"
            : Entities(element);

    // By characters, since a sign with an accent on it is one element and still a sign.
    private static string Entities(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>So long as it fits when it is written, by whole characters as people see them.</summary>
    private static string Cut(string text, int most, Func<string, string> write)
    {
        var result = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var written = write(elements.GetTextElement());
            if (result.Length + written.Length >= most)
            {
                return result.Append('…').ToString();
            }

            result.Append(written);
        }

        return result.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
