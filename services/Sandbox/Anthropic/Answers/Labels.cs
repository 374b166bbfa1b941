using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>Which of several given words a text is about.</summary>
public static partial class Labels
{
    private static readonly Dictionary<string, string[]> Signs = new()
    {
        ["positive"] =
        [
            "interested",
            "sounds good",
            "thursday",
            "let's talk",
            "happy to",
            "works for me",
            "yes",
        ],
        ["objection"] =
        [
            "too expensive",
            "already use",
            "not sure",
            "concern",
            "security",
            "budget",
        ],
        ["referral"] =
        [
            "colleague",
            "speak to",
            "talk to",
            "right person",
            "forward",
            "responsible",
        ],
        ["not_now"] = ["next quarter", "later", "not now", "next year", "busy"],
        ["unsubscribe"] = ["unsubscribe", "remove me", "stop", "take me off"],
        ["unsubscribe_request"] = ["unsubscribe", "remove me", "stop writing", "take me off"],
        ["out_of_office"] = ["out of office", "on leave", "vacation", "away until", "back on"],
        ["bounce"] = ["undeliverable", "no such", "mailbox full", "delivery failed"],
    };

    /// <summary>Those that the text speaks of, the clearest first.</summary>
    public static IEnumerable<string> Order(IReadOnlyList<string> words, string text) =>
        words
            .Select(word => (Word: word, Hits: Hits(word, text)))
            .Where(rated => rated.Hits > 0)
            .OrderByDescending(rated => rated.Hits)
            .Select(rated => rated.Word);

    /// <summary>At most four words over a claim, from its own words where they give one.</summary>
    public static string For(Topic topic, string said) =>
        topic.Key switch
        {
            "firmographics" when Headcount().IsMatch(said) => "Employees",
            "firmographics" when Funding().IsMatch(said) => "Funding",
            "firmographics" when Place().IsMatch(said) => "Country",
            "firmographics" => "Industry",
            "personas" => Role().Match(said) is { Success: true } role
                ? Phrases.Upper(role.Value)
                : "Buyer",
            "technographics" => Tool().Match(said) is { Success: true } tool ? tool.Value : "Stack",
            _ => Phrases.Opening(Phrases.Subject(said), 4),
        };

    [GeneratedRegex(
        @"\b\d[\d.,]*\s*(?:to|-|–|and)?\s*\d*\s*(?:people|employees|staff|seats|FTE)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Headcount();

    [GeneratedRegex(
        @"\bseries [a-e]\b|\bfund|\braised\b|\bbootstrapped\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Funding();

    [GeneratedRegex(
        @"\b(?:Germany|Austria|Switzerland|DACH|Europe|EU|UK|US|USA|Nordics?|Netherlands|France|Spain|Italy|Poland|country|countries)\b"
    )]
    private static partial Regex Place();

    [GeneratedRegex(
        @"\b(?:C[A-Z]O|VP(?: of)? \w+|heads? of [\w-]+(?: and \w+)?|director of \w+|(?:managing|finance|sales) directors?|controllers?|founders?|owners?|procurement|IT)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Role();

    [GeneratedRegex(@"\b(?:[A-Z]{2,}|[A-Z][a-z]+[A-Z]\w*|(?<!^)[A-Z][a-z]{2,})\b")]
    private static partial Regex Tool();

    private static int Hits(string word, string text) =>
        Signs
            .GetValueOrDefault(word, [])
            .Count(sign => text.Contains(sign, StringComparison.Ordinal))
        + word.Split('_', '-', ' ')
            .Count(part =>
                part.Length > 3 && text.Contains(part, StringComparison.OrdinalIgnoreCase)
            );
}
