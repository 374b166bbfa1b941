using System.Text.RegularExpressions;

namespace LeadFuel.Reach.Replies;

/// <summary>Whether a person asks for no more mail, in the words of eight languages. Only what they wrote themselves counts, not what they quote.</summary>
public static partial class RemovalRequest
{
    // A long answer that also says "stop" is for a person to read.
    private const int Longest = 400;

    public static bool In(string text)
    {
        var own = string.Join(
                ' ',
                text[..Math.Min(text.Length, 20_000)]
                    .Split('\n', StringSplitOptions.TrimEntries)
                    .TakeWhile(line => !Quote().IsMatch(line))
            )
            .Trim();
        return own.Length is > 0 and <= Longest && Phrase().IsMatch(own);
    }

    [GeneratedRegex(
        @"^(>|-----|_____|on .{4,200} wrote:$|am .{4,200} schrieb|le .{4,200} a écrit|el .{4,200} escribió|il .{4,200} ha scritto|op .{4,200} schreef)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Quote();

    // "Not before Friday" is no farewell, nor is "not to Ann".
    [GeneratedRegex(
        """
            ^(please\s+)?(unsubscribe|remove|stop)(\s+(me|please))*[\s.!]*$
            | \b(unsubscribe|remove)\s+(me|us|my\s+(e-?mail|address))\b | \btake\s+(me|us|my\s+(e-?mail|address))\s+(off|(out\s+of|from)\s+(your|the|this))\b
            | \b(stop|quit)\s+(e-?mailing|mailing|writing|contacting|spamming|sending)\s*([.!]|$)
            | (
                \b(stop|quit)\s+(e-?mailing|mailing|writing|contacting|spamming|sending)\s+(to\s+)?(me|us)\b
                | \b(stop|quit)\s+sending\s+((this|these|those|such|your|any|more)\s+)*(e-?mails?|mails?|messages?|spam)\b(?!\s+to\s+(?!(me|us)\b))
                | \b(do\s+not|don['’]t)\s+(e-?mail|mail|write|contact)\s+(to\s+)?(me|us)\b
              )(?![^.!?]*\b(before|until|till|unless|then|today|tomorrow|(this|next)\s+(week|month|year))\b)
            | \b(no\s+more|any\s+more)\s+e?-?mails?\s+(from\s+you|please)\b
            | \bnehmen\s+sie\s+(mich|uns)\s+(bitte\s+)?aus\b | \bkeine\s+(weiteren\s+)?(e-?)?mails?\s+mehr\b | \b(mich|uns)\s+(bitte\s+)?(ab|aus)(zu)?(melden|tragen)\b | \baus\s+(ihrem|dem|ihrer|der)\s+(verteiler|liste)\b
            | \bd[ée]sinscri(re|vez|s)\b | \bne\s+(me|nous)\s+(contactez|[ée]crivez)\s+plus\b | \bretirez[\s-]moi\b
            | \b(darme|darnos|dame|deme|denme)\s+de\s+baja\b | \bno\s+(me|nos)\s+(escriba|contacte|env[íi]e)n?\s+m[áa]s\b
            | \bcancellatemi\b | \bcancellami\b | \bnon\s+(scrivetemi|contattatemi|scrivermi)\s+pi[ùu]\b | \brimuovetemi\b
            | \bremova-me\b | \bremover\s+(o\s+)?meu\b | \bn[ãa]o\s+(me\s+)?(envie|escreva|contacte)m?\s+mais\b
            | \b(haal|verwijder)\s+(me|mij|ons)\b | \bgeen\s+(e-?)?mails?\s+meer\b | \bschrijf\s+me\s+uit\b
            | \bprosz[ęe]\s+(mnie\s+)?(usun[ąa][ćc]|wypisa[ćc])\b | \bnie\s+pisz(cie)?\s+(do\s+mnie\s+)?wi[ęe]cej\b
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Phrase();
}
