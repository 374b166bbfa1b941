using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>A short mail made of the ICP, the persona, the goal of the step and, in a second round, the draft and its note.</summary>
public sealed partial class MailDraft
{
    private readonly Prompt prompt;
    private readonly string variant;
    private readonly HashSet<string> fields;
    private readonly List<Fact> findings;
    private readonly string persona;
    private readonly string goal;
    private readonly string aim;
    private readonly string note;

    public MailDraft(Sources sources, Prompt prompt, int variant = 0)
    {
        this.prompt = prompt;
        this.variant = variant.ToString(CultureInfo.InvariantCulture);
        fields =
        [
            .. FieldName().Matches(sources.Text("merge_fields")).Select(match => match.Value),
        ];
        findings =
        [
            .. sources
                .Sentences("icp_profile", "passage", "document")
                .Select(sentence => new Fact(
                    new Source("icp_profile", new Dictionary<string, string>(), ""),
                    sentence
                )),
        ];
        persona = sources.Text("persona").Trim();
        goal = sources.Text("step_goal").Trim();
        var campaign = sources.Text("campaign_goal").Trim();
        // A step that names no topic of its own is about what the campaign is about.
        aim = campaign.Length == 0 || OwnTopic(goal) ? goal : campaign;
        note = sources.Text("reviewer_note").Trim();
        var formal = sources
            .Text("tone_guide")
            .Contains("formal", StringComparison.OrdinalIgnoreCase);
        var earlier = sources.Text("draft").Trim();
        Subject = WriteSubject();
        Body = earlier.Length > 0 ? Rework(earlier) : Write(formal);
    }

    public string Subject { get; }

    public string Body { get; }

    public string Html =>
        string.Concat(
            Body.Split("\n\n")
                .Select(part =>
                    $"<p>{WebUtility.HtmlEncode(part).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"
                )
        );

    private string Company =>
        Field("company", "company_name", "organisation", "organization") ?? "your company";

    private string Write(bool formal)
    {
        List<string?> parts =
        [
            Greeting(formal),
            Opening(),
            Finding("pains", "buying_triggers", "personas"),
            Offer(),
            Ask(),
            SignOff(formal),
        ];
        if (ShorterWanted().IsMatch(note))
        {
            parts.RemoveAt(3);
        }

        return string.Join("\n\n", parts.Where(part => part is { Length: > 0 }));
    }

    private string Rework(string earlier)
    {
        var parts = earlier.Replace("\r", "", StringComparison.Ordinal).Split("\n\n").ToList();
        if (parts.Count > 0 && parts[0].StartsWith("Subject:", StringComparison.OrdinalIgnoreCase))
        {
            parts.RemoveAt(0);
        }

        if (note.Length == 0)
        {
            return string.Join("\n\n", parts);
        }

        if (ShorterWanted().IsMatch(note) && parts.Count > 3)
        {
            parts.RemoveAt(parts.Count / 2);
        }

        if (Added().Match(note) is { Success: true } added)
        {
            var line = added.Groups["what"].Value.Trim().TrimEnd('.', '!');
            parts.Insert(Math.Max(1, parts.Count - 2), $"Worth knowing: {Phrases.Lower(line)}.");
        }

        return string.Join("\n\n", parts);
    }

    private string Greeting(bool formal)
    {
        var name = Field("first_name", "firstname", "name");
        return formal ? $"Dear {name ?? "reader"},"
            : name is null ? "Hello,"
            : $"Hi {name},";
    }

    private string Opening()
    {
        if (FollowUp().IsMatch(goal))
        {
            return $"A short follow-up to my last mail, because the question has not gone away at {Company}, I suspect.";
        }

        var title = Title();
        var cares = Cares();
        return (title, cares) switch
        {
            (null, null) => $"I have been reading up on {Company}, and one thing made me write.",
            (_, null) =>
                $"{Article(title!)} has little time for mails like this one, so I will be brief.",
            (null, _) =>
                $"My guess is that {cares} takes up more of the week at {Company} than it should.",
            _ => prompt.Pick($"opening{variant}", 2) == 0
                ? $"As {Article(title)}, you probably spend more time than you would like on {cares}."
                : $"Most people in your seat, {Article(title)}, name the same thing first: {cares}.",
        };
    }

    private string? Finding(params string[] topics)
    {
        var kept = findings
            .Where(fact =>
                Phrases.Results().IsMatch(fact.Sentence) || Phrases.Savings().IsMatch(fact.Sentence)
            )
            .ToList();
        findings.RemoveAll(kept.Contains);
        var fact = Best(topics);
        findings.AddRange(kept);
        return fact is null
            ? null
            : Frame(
                $"finding{variant}",
                Outward(fact),
                "What we keep hearing: {0}",
                "From conversations with teams like yours: {0}",
                "One pattern shows up again and again: {0}"
            );
    }

    private string? Offer()
    {
        var fact = Best("proof", "value_messages");
        return fact is null
            ? null
            : Frame(
                $"offer{variant}",
                Outward(fact),
                "What changes it, in our experience: {0}",
                "It does not have to stay that way: {0}",
                "Here is what made the difference elsewhere: {0}"
            );
    }

    private string Ask()
    {
        var about = About().Match(aim) is { Success: true } match
            ? match.Groups["what"].Value.Trim().TrimEnd('.')
            : null;
        var topic = about is null ? "" : $" about {Phrases.Lower(about)}";
        if (Goodbye().IsMatch(goal))
        {
            return $"If this is not a topic at {Company} this year, a one-word answer is enough and I will not write again{(about is null ? "" : $"; if it is, I would gladly talk{topic}")}.";
        }

        if (Meeting().IsMatch($"{goal} {aim}"))
        {
            return prompt.Pick($"ask{variant}", 2) == 0
                ? $"Would fifteen minutes next week be worth it to compare notes{topic}?"
                : $"Could we take fifteen minutes on Thursday{(about is null ? "" : $" to talk{topic}")}?";
        }

        if (Sharing().Match(aim) is { Success: true } shares)
        {
            return $"Shall I send you {Phrases.Lower(shares.Groups["what"].Value.Trim().TrimEnd('.'))}?";
        }

        return aim.Length == 0 ? $"Is that how it looks at {Company}, too?"
            : about is null
                ? $"That is why I write: {Phrases.Lower(FirstSentence(aim))}. Is it a topic at {Company}?"
            : $"May I ask how you handle {Phrases.Lower(about)} at {Company} today?";
    }

    private static bool OwnTopic(string goal) => About().IsMatch(goal) || Sharing().IsMatch(goal);

    private string SignOff(bool formal)
    {
        var sender = Field("sender_name", "sender_first_name", "my_name");
        return (formal ? "Kind regards" : "Best") + (sender is null ? "" : $"\n{sender}");
    }

    private string WriteSubject()
    {
        var about = About().Match(aim) is { Success: true } match
            ? match.Groups["what"].Value
            : null;
        var topic =
            Cares()
            ?? about
            ?? (
                Best("pains", "value_messages", "buying_triggers") is { } fact
                    ? fact.Sentence
                    : null
            );
        var words = topic is null ? "A question" : Phrases.Upper(Phrases.Opening(topic, 6));
        return Field("company", "company_name") is { } company ? $"{words} at {company}" : words;
    }

    private Fact? Best(params string[] topics)
    {
        foreach (var topic in topics.Select(key => Topic.All.First(one => one.Key == key)))
        {
            var best = findings
                .Where(fact => !Inward().IsMatch(fact.Sentence))
                .Select(fact => (Fact: fact, Score: topic.Fits(fact)))
                .Where(rated => rated.Score > 0)
                .OrderByDescending(rated => rated.Score)
                .Select(rated => rated.Fact)
                .FirstOrDefault();
            if (best is not null)
            {
                findings.Remove(best);
                return best;
            }
        }

        return null;
    }

    private static string Outward(Fact fact)
    {
        var said = LeadIn().Replace(fact.Said.Trim().TrimEnd('.'), "");
        said = TheseCompanies().Replace(said, "companies like yours");
        return Phrases.Upper(said) + ".";
    }

    private string Frame(string salt, string text, params string[] frames) =>
        string.Format(CultureInfo.InvariantCulture, frames[prompt.Pick(salt, frames.Length)], text);

    private string? Title()
    {
        var first = FirstSentence(persona).Split([',', ';', ':', '(', '–'])[0];
        first = PersonaLead().Replace(first, "").Trim();
        return first.Length is 0 or > 60 ? null : Phrases.Lower(first);
    }

    private string? Cares()
    {
        var match = CaresAbout().Match(persona);
        return match.Success ? Phrases.Lower(match.Groups["what"].Value.Trim().TrimEnd('.')) : null;
    }

    private string? Field(params string[] names)
    {
        foreach (var name in names)
        {
            if (fields.Contains(name))
            {
                return $"{{{{{name}}}}}";
            }
        }

        return null;
    }

    private static string FirstSentence(string text) =>
        Sources.Sentences(text).FirstOrDefault()?.TrimEnd('.', '!') ?? "";

    private static string Article(string noun) =>
        noun.StartsWith("a ", StringComparison.OrdinalIgnoreCase)
        || noun.StartsWith("an ", StringComparison.OrdinalIgnoreCase)
        || noun.StartsWith("the ", StringComparison.OrdinalIgnoreCase)
            ? noun
        : "aeiou".Contains(char.ToLowerInvariant(noun[0])) ? $"an {noun}"
        : $"a {noun}";

    [GeneratedRegex("[a-z][a-z0-9_]+")]
    private static partial Regex FieldName();

    [GeneratedRegex(@"\b(?:shorter|shorten|too long|cut|brief)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ShorterWanted();

    [GeneratedRegex(
        @"\b(?:mention|add|include|bring up|say that|name)\b:?\s+(?<what>[^.\n]+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Added();

    [GeneratedRegex(
        @"\b(?:follow[- ]?up|second|third|again|remind|step [2-9])\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex FollowUp();

    [GeneratedRegex(
        @"\b(?:break[- ]?up|last (?:mail|try|touch)|goodbye|close the loop|final)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Goodbye();

    [GeneratedRegex(
        @"\b(?:meeting|call|demo|minutes|book|conversation|calendar)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Meeting();

    [GeneratedRegex(
        @"\b(?:send|share|offer|invite (?:them )?to)\b\s+(?:them\s+)?(?<what>[^.\n]+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Sharing();

    [GeneratedRegex(@"\b(?:about|on|regarding)\s+(?<what>[^.\n;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex About();

    [GeneratedRegex(
        @"\b(?:cares? (?:most )?about|worri(?:es|ed) about|struggles? with|goals?(?: is| are)?:?|pains?(?: is| are)?:?|problems?(?: is| are)?:?|wants(?: to)?|responsible for|owns)\s+(?<what>[^.;\n,]+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex CaresAbout();

    [GeneratedRegex(
        @"^(?:persona|title|role|name|the buyer is|buyer)\s*:?\s*",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex PersonaLead();

    [GeneratedRegex(
        @"^(?:leave out|expect to hear|the core segment|the companies that fit|the person to win|the profile in one line|on the table|still open|nothing was said|what shows in)\b|\boutreach\b|\bsuppress",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Inward();

    [GeneratedRegex(
        @"^(?:what hurts|a reason to call now|what they pay for|proof to show|pain|trigger|proof|value)\s*:\s*",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex LeadIn();

    [GeneratedRegex(@"^(?:these companies|they)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TheseCompanies();
}
