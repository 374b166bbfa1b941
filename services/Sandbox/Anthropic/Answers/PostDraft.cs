using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>One variant of a post, made of brief, bucket, ICP and persona and, in a second round, of the text and its note.</summary>
public sealed partial class PostDraft
{
    private readonly Sources sources;
    private readonly Prompt prompt;
    private readonly int number;

    public PostDraft(Sources sources, Prompt prompt, string name)
    {
        (this.sources, this.prompt) = (sources, prompt);
        number = int.TryParse(name.Split('_')[^1], CultureInfo.InvariantCulture, out var given)
            ? given
            : 1;
        var note = Said("reviewer_note");
        var earlier = Said("draft");
        Text = earlier.Length > 0 && note.Length > 0 ? Rework(earlier, note) : Write();
    }

    public string Text { get; }

    private string Write()
    {
        List<string> parts = [Opening(), .. Findings().Take(2), Close()];
        if (Tags() is { } tags)
        {
            parts.Add(tags);
        }

        return string.Join("\n\n", parts.Where(part => part.Length > 0));
    }

    private static string Rework(string earlier, string note)
    {
        var parts = earlier.Split("\n\n").ToList();
        if (Shorter().IsMatch(note) && parts.Count > 2)
        {
            parts.RemoveAt(parts.Count / 2);
        }

        if (Added().Match(note) is { Success: true } added)
        {
            parts.Insert(
                Math.Max(1, parts.Count - 1),
                Phrases.Upper(added.Groups["what"].Value.Trim().TrimEnd('.')) + "."
            );
        }

        return string.Join("\n\n", parts);
    }

    private string Opening()
    {
        var lines = Lines("brief").Concat(Lines("bucket").Skip(1)).ToList();
        var told = lines.Count > 0 ? lines[(number - 1) % lines.Count] : First("bucket");
        var way = (prompt.Pick("opening", 3) + number) % 3;
        return way switch
        {
            _ when told.Length == 0 => "One thing from this week.",
            0 => Ended(told),
            1 => $"A thought that came up again this week: {Phrases.Lower(Ended(told))}",
            _ => $"{Ended(told)} Here is why.",
        };
    }

    /// <summary>Each variant begins at another one.</summary>
    private IEnumerable<string> Findings()
    {
        var facts = Lines("icp_profile");
        return facts.Skip(number - 1).Concat(facts.Take(number - 1)).Select(Ended);
    }

    private string Close()
    {
        var asked = Call().Match(Said("bucket")) is { Success: true } call
            ? Phrases.Upper(call.Groups["what"].Value.Trim().TrimEnd('.')) + "."
            : "";
        var readers = Readers().Match(Said("persona")) is { Success: true } match
            ? match.Groups["who"].Value.Trim().TrimEnd('.')
            : "";
        return asked.Length > 0 ? asked
            : readers.Length > 0 ? $"{Phrases.Upper(readers)}: how is it with you?"
            : "How is it with you?";
    }

    private string? Tags() =>
        Hashtags().IsMatch(Said("persona"))
        && First("bucket") is { Length: > 0 } bucket
        && Word().Match(bucket) is { Success: true } word
            ? $"#{word.Value}"
            : null;

    private string Said(string tag) => WebUtility.HtmlDecode(sources.Text(tag)).Trim();

    private string First(string tag) => Said(tag).Split('\n')[0].Trim();

    private List<string> Lines(string tag) =>
        [.. sources.Sentences(tag).Select(line => WebUtility.HtmlDecode(line)!)];

    private static string Ended(string sentence) =>
        Phrases.Upper(sentence.Trim()) is var said && said[^1] is '.' or '!' or '?'
            ? said
            : $"{said}.";

    [GeneratedRegex(@"\b(?:shorter|shorten|too long|cut)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Shorter();

    [GeneratedRegex(
        @"\b(?:mention|add|include|say that)\b:?\s+(?<what>[^.\n]+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Added();

    [GeneratedRegex(@"Readers should: (?<what>[^\n]+)")]
    private static partial Regex Call();

    [GeneratedRegex(@"Readers: (?<who>[^\n]+)")]
    private static partial Regex Readers();

    [GeneratedRegex("Hashtags: (?:at most three|as they fit)")]
    private static partial Regex Hashtags();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
