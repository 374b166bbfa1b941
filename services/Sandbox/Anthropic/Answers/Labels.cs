namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>Which of several given words a text is about.</summary>
public static class Labels
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

    private static int Hits(string word, string text) =>
        Signs
            .GetValueOrDefault(word, [])
            .Count(sign => text.Contains(sign, StringComparison.Ordinal))
        + word.Split('_', '-', ' ')
            .Count(part =>
                part.Length > 3 && text.Contains(part, StringComparison.OrdinalIgnoreCase)
            );
}
