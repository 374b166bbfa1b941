using System.Globalization;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>Turns what a founder says into what a document says.</summary>
public static partial class Phrases
{
    private static readonly HashSet<string> Unchanged =
    [
        "can",
        "could",
        "will",
        "would",
        "should",
        "must",
        "may",
        "might",
        "sold",
        "won",
        "lost",
        "saw",
        "got",
        "went",
        "came",
        "made",
        "took",
        "found",
        "ran",
        "had",
        "did",
        "were",
        "began",
        "built",
        "bought",
        "brought",
        "kept",
        "knew",
        "left",
        "met",
        "paid",
        "put",
        "said",
        "sent",
        "spent",
        "told",
        "thought",
        "wrote",
        "gave",
        "can't",
        "cannot",
        "couldn't",
        "won't",
        "wouldn't",
        "shouldn't",
        "didn't",
        "weren't",
        "hadn't",
        "cut",
        "set",
    ];

    private static readonly Dictionary<string, string> Irregular = new()
    {
        ["are"] = "is",
        ["have"] = "has",
        ["do"] = "does",
        ["don't"] = "doesn't",
        ["don’t"] = "doesn’t",
        ["haven't"] = "hasn't",
        ["aren't"] = "isn't",
        ["go"] = "goes",
        ["am"] = "is",
    };

    /// <summary>One finding from one sentence, said as the section would say it.</summary>
    public static string Claim(Topic topic, string sentence)
    {
        var plain = Filler().Replace(sentence.Trim(), "").Trim().TrimEnd('.', '!', ',', ';', ' ');
        if (plain.Length == 0)
        {
            return sentence;
        }

        if (
            Sells().Match(plain) is { Success: true } sells
            && topic.Key is not ("exclusions" or "competitors")
        )
        {
            var what = sells.Groups["what"].Value;
            return topic.Key switch
            {
                "summary" => $"Sell to {Lower(what)}.",
                "personas" => Fragment(topic, what),
                _ => Fragment(Topic.All[1], what),
            };
        }

        if (
            Moments().Match(plain) is { Success: true, Index: 0 }
            && topic.Key is "summary" or "buying_triggers"
        )
        {
            return topic.Key == "summary"
                ? $"The time to reach out is {Lower(plain)}."
                : Fragment(topic, plain);
        }

        if (Refuses().Match(plain) is { Success: true } refuses)
        {
            return Fragment(
                Topic.All.First(one => one.Key == "exclusions"),
                refuses.Groups["what"].Value
            );
        }

        if (InTheirWords(topic, plain) is { } quoted)
        {
            return quoted;
        }

        if (They().Match(plain) is { Success: true } they)
        {
            return $"These companies {they.Groups["what"].Value}.";
        }

        return HasVerb().IsMatch(plain) ? $"{Upper(ThirdPerson(plain))}." : Fragment(topic, plain);
    }

    /// <summary>Some sections keep the voice of those who speak, or of what happens to them.</summary>
    private static string? InTheirWords(Topic topic, string plain) =>
        topic.Key switch
        {
            "offer" when !Speaker().IsMatch(plain) => Fragment(topic, plain),
            "objections" when Speaker().IsMatch(plain) => $"They say: “{plain}.”",
            "value_messages" when Speaker().IsMatch(plain) => $"In their words: “{plain}.”",
            "buying_triggers" when HasVerb().IsMatch(plain) && SomethingHappens().IsMatch(plain) =>
                $"They start looking when {Lower(plain)}.",
            _ => null,
        };

    /// <summary>Answers as they were given, without the hesitation of speech.</summary>
    public static string Plain(string sentence)
    {
        var plain = Filler().Replace(sentence.Trim(), "").Trim();
        return plain.Length == 0 ? sentence : Upper(plain);
    }

    public static string ThirdPerson(string sentence)
    {
        var said = FirstPerson()
            .Replace(
                sentence,
                match =>
                {
                    var start = match.Index == 0 ? "The team" : "the team";
                    var between = match.Groups["between"].Value;
                    return $"{start} {between}{Conjugate(match.Groups["verb"].Value)}";
                }
            );
        said = Contractions()
            .Replace(
                said,
                match =>
                    $"{(match.Index == 0 ? "The" : "the")} team {Contraction(match.Groups["end"].Value)}"
            );
        said = Own().Replace(said, match => char.IsUpper(match.Value[0]) ? "The" : "the");
        return Us().Replace(said, "the team");
    }

    public static string Upper(string text) =>
        text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];

    public static bool StartsWithMoment(string sentence) =>
        Moments().Match(Filler().Replace(sentence.Trim(), "")) is { Success: true, Index: 0 };

    public static bool NamesBuyers(string sentence) =>
        Sells().IsMatch(Filler().Replace(sentence.Trim(), ""));

    /// <summary>The thing itself, without who says it: good for names.</summary>
    public static string Subject(string sentence)
    {
        var plain = Filler().Replace(sentence.Trim(), "");
        var what = Sells().Match(plain) is { Success: true } sells
            ? sells.Groups["what"].Value
            : plain;
        return Upper(Opening(what, 7));
    }

    /// <summary>Small first letter, except for names and abbreviations.</summary>
    public static string Lower(string text)
    {
        var word = text.Split(' ', 2)[0];
        var isName = word.Length > 1 && word.Skip(1).Any(char.IsUpper) || Names().IsMatch(word);
        return isName || text.Length == 0
            ? text
            : char.ToLower(text[0], CultureInfo.InvariantCulture) + text[1..];
    }

    /// <summary>The first words, cut where a person would cut them.</summary>
    public static string Opening(string text, int words)
    {
        var parts = text.TrimEnd('.', '!', '?')
            .Split([',', ';', ':', '('])[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var taken = parts.Take(words).ToList();
        while (taken.Count > 1 && Dangling().IsMatch(taken[^1]))
        {
            taken.RemoveAt(taken.Count - 1);
        }

        return string.Join(' ', taken);
    }

    private static string Fragment(Topic topic, string what)
    {
        var lead =
            topic.Key == "buying_triggers" && Moments().IsMatch(what)
                ? "They start looking {0}."
                : topic.Fragment;
        var whole = lead.StartsWith("{0}", StringComparison.Ordinal) ? Upper(what) : Lower(what);
        return string.Format(CultureInfo.InvariantCulture, lead, whole);
    }

    private static string Conjugate(string verb)
    {
        var small = verb.ToLowerInvariant();
        if (Irregular.TryGetValue(small, out var known))
        {
            return known;
        }

        if (Unchanged.Contains(small) || small.EndsWith("ed", StringComparison.Ordinal))
        {
            return verb;
        }

        if (small.EndsWith('y') && small.Length > 2 && !"aeiou".Contains(small[^2]))
        {
            return verb[..^1] + "ies";
        }

        return verb + (Hissing().IsMatch(small) ? "es" : "s");
    }

    private static string Contraction(string end) =>
        end switch
        {
            "ve" => "has",
            "re" or "m" => "is",
            "ll" => "will",
            _ => "would",
        };

    [GeneratedRegex(
        """^(?:(?:yeah|yes|yep|well|so|um+|uh+|okay|ok|honestly|basically|look|sure|right|like|i mean|i think|i guess|i'd say|i would say|you know|to be honest|let me think|and|or|but|also)\b[,.]?\s*)+""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Filler();

    [GeneratedRegex(
        """^(?:we|i) (?:mostly |mainly |usually |only |primarily |really |currently |typically )*(?:sell to|sell into|work with|serve|target|focus on|go after|concentrate on) (?<what>.+)$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Sells();

    [GeneratedRegex(
        """^(?:we|i) (?:(?:do not|don't|don’t|never|can't|cannot|won't) (?:sell to|work with|serve|target|want|take on|take)|(?:avoid|stay away from|say no to|turn down|exclude|skip)) (?<what>.+)$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Refuses();

    [GeneratedRegex("""^they (?<what>.+)$""", RegexOptions.IgnoreCase)]
    private static partial Regex They();

    [GeneratedRegex("""^(?:we|i)\b""", RegexOptions.IgnoreCase)]
    private static partial Regex Speaker();

    [GeneratedRegex("""^(?:a|an|the|their|some\w*) """, RegexOptions.IgnoreCase)]
    private static partial Regex SomethingHappens();

    [GeneratedRegex(
        """\b(?:[Ww]e|I) (?<between>(?:(?:also|often|always|never|just|only|usually|mostly|mainly|really|typically|still|even|now) )*)(?<verb>[A-Za-z]+(?:['’]t)?)""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex FirstPerson();

    [GeneratedRegex("""\b(?:[Ww]e|I)['’](?<end>ve|re|m|ll|d)\b""", RegexOptions.ExplicitCapture)]
    private static partial Regex Contractions();

    [GeneratedRegex("""\b(?:[Oo]ur|[Mm]y)\b""")]
    private static partial Regex Own();

    [GeneratedRegex("""\b(?:us|me)\b""")]
    private static partial Regex Us();

    [GeneratedRegex(
        """\b(?:is|are|was|were|has|have|had|do|does|did|can|can't|cannot|could|will|won't|would|should|must|may|might|don't|doesn't|didn't|isn't|aren't|sells?|bought|buys?|use|uses|needs?|wants?|works?|runs?|closes?|hires?|loses?|lost|wins?|won|gets?|got|grows?|struggles?|knows?|cares?|comes?|came|starts?|started|raised|looks?|spends?|spent|pays?|paid|fails?|takes?|took|replaces?|replaced|saves?|saved|helps?|helped|sees?|saw|thinks?|says?|said|asks?|asked|switch|switched|moves?|moved|manages?|makes?|made|went|cut|cuts|prefers?|owns?|reports|signs?|decides?|closed|churns?|renews?|integrates?|hurts?|stalls?|happens?|tends?|hates?|tells?|told|keeps?|kept|we|they|it's|that's|there's)\b""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex HasVerb();

    [GeneratedRegex(
        """\b(?:not a fit|bad fit|never|avoid|stay away|don't sell|do not sell|don't work with|exclude|churn(?:ed)?|too small|too big|too large)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Excludes();

    [GeneratedRegex(
        """\b\d[\d.,]*\s*(?:to|-|–)?\s*\d*\s*(?:people|employees|staff|seats|million|m\b|k\b|€|\$|EUR)|\bseries [a-e]\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Sizes();

    [GeneratedRegex(
        """^(?:right |just |shortly )?(?:after|when|once|before|as soon as|during|within)\b|\b(?:after the|right after|when (?:a|an|the|they)|as soon as|first audit|new cfo|just raised|just hired)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Moments();

    [GeneratedRegex(
        """\b(?:too expensive|no budget|not now|security review|procurement|they say|worried|afraid|push back|hesitat\w*)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Doubts();

    [GeneratedRegex(
        """\b(?:competitors?|versus|vs\.?|lose to|lose against|lost to|compared? (?:us )?(?:to|with)|alternative)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Rivals();

    [GeneratedRegex(
        """\bsaves? \w+|\b(?:faster|cheaper|fewer|less time)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Savings();

    [GeneratedRegex(
        """\b(?:want(?:s|ed)?|goals?|measured (?:on|by)|aims?|hopes?)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Wants();

    [GeneratedRegex(
        """\b(?:by hand|manual\w*|late|errors?|hours|sleep|pain|hurts?|struggl\w+|spreadsheets?)\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Hurts();

    [GeneratedRegex(
        """\b(?:went from|from \w+ (?:days|hours|weeks) to|reduced|cut \w+ by|saved|for example|now close|in (?:half|four days))\b""",
        RegexOptions.IgnoreCase
    )]
    public static partial Regex Results();

    [GeneratedRegex("""(?:s|sh|ch|x|z|o)$""")]
    private static partial Regex Hissing();

    [GeneratedRegex(
        """^(?:German|Germany|Austria|Austrian|Swiss|Switzerland|Europe|European|Berlin|London|France|French|British|American|Dutch|Nordic|Series|SaaS|HubSpot|Pipedrive|Salesforce|Excel|Stripe|LinkedIn|Microsoft|Google|January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|I)\b"""
    )]
    private static partial Regex Names();

    [GeneratedRegex(
        """^(?:a|an|the|of|to|in|at|for|and|or|with|by|on|from|is|are|their|than|that|who|which|as|it|they|before|after|when|about|less|more|fewer|every)$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Dangling();
}
