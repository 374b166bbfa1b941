using System.Net;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>One delimited block of the prompt, such as an answer, a turn or a passage.</summary>
public sealed record Source(string Tag, IReadOnlyDictionary<string, string> Attributes, string Text)
{
    public string Id => Attributes.GetValueOrDefault("id", "");

    public string Question => Attributes.GetValueOrDefault("question", "");
}

/// <summary>One sentence of a source, word for word.</summary>
public sealed record Fact(Source Source, string Sentence)
{
    /// <summary>The same as its writer typed it, before it was escaped for the prompt.</summary>
    public string Said => WebUtility.HtmlDecode(Sentence);

    /// <summary>What is sold, in contrast to who buys it.</summary>
    public bool IsOffer =>
        Source.Attributes.GetValueOrDefault("key") is "offer" or "product"
        || Source.Question.Contains("you sell,", StringComparison.OrdinalIgnoreCase)
        || Source.Question.EndsWith("you sell?", StringComparison.OrdinalIgnoreCase);
}

/// <summary>All that the prompt gives. What is not here cannot come up in an answer.</summary>
public sealed partial class Sources
{
    private static readonly string[] Speakers =
    [
        "assistant",
        "interviewer",
        "agent",
        "model",
        "system",
    ];
    private static readonly string[] Evidence =
    [
        "answer",
        "turn",
        "passage",
        "document",
        "existing_version",
        "outcome_aggregate",
        "reply",
        "message",
        "contact",
        "fact",
    ];

    private readonly List<Source> all = [];

    public Sources(Prompt prompt)
    {
        Read(prompt.System);
        Read(prompt.Messages);
        Facts =
        [
            .. all.Where(source =>
                    Evidence.Contains(source.Tag)
                    && !Speakers.Contains(
                        source.Attributes.GetValueOrDefault("speaker", "").ToLowerInvariant()
                    )
                )
                .SelectMany(source =>
                    Sentences(source.Text).Select(sentence => new Fact(source, sentence))
                ),
        ];
    }

    /// <summary>What answers, turns and passages say.</summary>
    public IReadOnlyList<Fact> Facts { get; }

    /// <summary>The same, or where there is none of it, what the other blocks say.</summary>
    public IReadOnlyList<Fact> AnyFacts =>
        Facts.Count > 0
            ? Facts
            :
            [
                .. all.Where(source => source.Tag != "merge_fields")
                    .SelectMany(source =>
                        Sentences(source.Text).Select(sentence => new Fact(source, sentence))
                    ),
            ];

    public string Text(string tag) =>
        string.Join(
            '\n',
            all.Where(source => source.Tag == tag).Select(source => source.Text.Trim())
        );

    public IReadOnlyList<string> Sentences(params string[] tags) =>
        [
            .. all.Where(source => tags.Contains(source.Tag))
                .SelectMany(source => Sentences(source.Text)),
        ];

    /// <summary>Sentences without marks of lists, heads and JSON; each stands in the text exactly so.</summary>
    public static IEnumerable<string> Sentences(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var value = JsonValue().Match(line) is { Success: true } json
                ? json.Groups[1].Value
                : line;
            var plain = Marks().Replace(value, "").Trim().Trim('"', '[', ']', '{', '}', ',').Trim();
            if (line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            foreach (var sentence in SentenceEnd().Split(plain))
            {
                var clean = sentence.Trim();
                if (clean.Count(char.IsLetter) >= 4 && !clean.Contains('<'))
                {
                    yield return clean;
                }
            }
        }
    }

    private void Read(string text)
    {
        foreach (Match open in OpeningTag().Matches(text))
        {
            var tag = open.Groups["tag"].Value;
            var start = open.Index + open.Length;
            var end = text.IndexOf($"</{tag}>", start, StringComparison.Ordinal);
            if (end < 0 || Regex.IsMatch(text[start..end], $"<{tag}[ >]"))
            {
                continue;
            }

            var attributes = new Dictionary<string, string>();
            foreach (Match attribute in Attribute().Matches(open.Groups["attributes"].Value))
            {
                attributes[attribute.Groups["name"].Value] = WebUtility.HtmlDecode(
                    attribute.Groups["value"].Value
                );
            }

            all.Add(new Source(tag, attributes, text[start..end]));
        }
    }

    [GeneratedRegex("""<(?<tag>[a-z][a-z0-9_]*)(?<attributes>(?:\s+[a-z_]+="[^"]*")*)\s*>""")]
    private static partial Regex OpeningTag();

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex("""^\s*"(?:text|claim|value|title|summary|pain|goal)"\s*:\s*"(.*?)",?\s*$""")]
    private static partial Regex JsonValue();

    [GeneratedRegex("""^\s*(?:[-*•–]|\d{1,2}[.)]|#+)\s+""")]
    private static partial Regex Marks();

    [GeneratedRegex("""(?<=[a-zà-ÿ0-9%)"”][.!?])\s+(?=[A-ZÀ-Þ“"0-9])""")]
    private static partial Regex SentenceEnd();
}
