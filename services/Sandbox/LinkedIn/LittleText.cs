using System.Text;
using System.Text.RegularExpressions;

namespace LeadFuel.Sandbox.LinkedIn;

/// <summary>Reads a commentary as LinkedIn does: it ends, silently, at the first reserved character that is not escaped.</summary>
public static partial class LittleText
{
    private const string Reserved = "\\|{}@[]()<>#*_~";
    private const string BareInLinks = "_~#@";

    public static string Shown(string commentary)
    {
        var shown = new StringBuilder();
        for (var at = 0; at < commentary.Length; )
        {
            if (Element(commentary, at) is { } element)
            {
                shown.Append(element.Shown);
                at += element.Length;
                continue;
            }

            var letter = commentary[at];
            if (
                letter == '\\'
                && at + 1 < commentary.Length
                && Reserved.Contains(commentary[at + 1])
            )
            {
                shown.Append(commentary[at + 1]);
                at += 2;
                continue;
            }

            if (Reserved.Contains(letter))
            {
                break;
            }

            shown.Append(letter);
            at++;
        }

        return shown.ToString();
    }

    private static (string Shown, int Length)? Element(string text, int at)
    {
        if (Hashtag().Match(text, at) is { Success: true } tag)
        {
            return ($"#{tag.Groups["tag"].Value}", tag.Length);
        }

        if (Mention().Match(text, at) is { Success: true } mention)
        {
            return (Shown(mention.Groups["name"].Value), mention.Length);
        }

        var begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
        if (begins && BareHashtag().Match(text, at) is { Success: true } bare)
        {
            return (bare.Value, bare.Length);
        }

        if (!begins || Link().Match(text, at) is not { Success: true } link)
        {
            return null;
        }

        var length = link
            .Value.TakeWhile(c => !Reserved.Contains(c) || BareInLinks.Contains(c))
            .Count();
        return (link.Value[..length], length);
    }

    [GeneratedRegex(@"\G\{hashtag\|\\#\|(?<tag>[\p{L}\p{N}]+)\}")]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"\G@\[(?<name>(?:[^\[\]\\]|\\.)+)\]\(urn:li:(?:person|organization):[\w-]+\)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\G#[\p{L}\p{N}]+")]
    private static partial Regex BareHashtag();

    [GeneratedRegex(@"\Ghttps?://\S+")]
    private static partial Regex Link();
}
