using System.Net;
using System.Text.RegularExpressions;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>What a person wrote in a mail: no mark-up, nothing remote, nothing quoted.</summary>
public static partial class MailText
{
    private const int Longest = 50_000;

    /// <summary>Without the mails below it and without what no person wrote.</summary>
    public static string Own(string text)
    {
        var own = Quoted().Split(text.Replace("\r\n", "\n", StringComparison.Ordinal), 2)[0];
        var lines = own.Split('\n').Where(line => !line.StartsWith('>'));
        var kept = string.Join('\n', lines).Trim();
        return Cut(kept, Longest);
    }

    /// <summary>Never through a sign of two halves: half a sign is no text, and no database takes it.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text
        : char.IsHighSurrogate(text[longest - 1]) ? text[..(longest - 1)]
        : text[..longest];

    public static string OfHtml(string html)
    {
        var bare = Hidden().Replace(html, " ");
        bare = Breaks().Replace(bare, "\n");
        bare = WebUtility.HtmlDecode(Tags().Replace(bare, ""));
        return Blank().Replace(bare, "\n\n").Trim();
    }

    [GeneratedRegex(
        @"\n\s*(?:-{2,} ?(?:Original Message|Ursprüngliche Nachricht|Forwarded message) ?-{2,}|_{10,}|On .{6,120} wrote:|Am .{6,120} schrieb .{1,120}:|From: .{1,200}\n(?:Sent|Date): )",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"<(script|style|head|title)\b[^>]*>.*?</(script|style|head|title)\s*>|<!--.*?-->",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Hidden();

    [GeneratedRegex(
        @"<(br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\n[ \t\r\n]*\n", RegexOptions.NonBacktracking)]
    private static partial Regex Blank();
}
