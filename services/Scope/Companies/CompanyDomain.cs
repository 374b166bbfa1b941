using System.Globalization;
using System.Net;
using System.Text;

namespace LeadFuel.Scope.Companies;

/// <summary>
/// Who a company is (S-33): the domain it registered, in lower case and A-labels. `www.`, subdomains, paths, ports
/// and case come out as one; a mail provider that anybody may use is nobody's identity.
/// </summary>
public static class CompanyDomain
{
    public const int Longest = 253;

    internal static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    // Composed here: without tables of languages the platform leaves letters and their marks apart.
    private static readonly Dictionary<char, (string Letters, string Composed)> Marks = new()
    {
        ['\u0300'] = ("aeiou", "àèìòù"),
        ['\u0301'] = ("aceilnorsuyz", "áćéíĺńóŕśúýź"),
        ['\u0302'] = ("aceghijosuwy", "âĉêĝĥîĵôŝûŵŷ"),
        ['\u0303'] = ("ainou", "ãĩñõũ"),
        ['\u0304'] = ("aeiou", "āēīōū"),
        ['\u0306'] = ("aegiou", "ăĕğĭŏŭ"),
        ['\u0307'] = ("cegz", "ċėġż"),
        ['\u0308'] = ("aeiouy", "äëïöüÿ"),
        ['\u030A'] = ("au", "åů"),
        ['\u030B'] = ("ou", "őű"),
        ['\u030C'] = ("cdenrstz", "čďěňřšťž"),
        ['\u0327'] = ("cgklnrst", "çģķļņŗşţ"),
        ['\u0328'] = ("aeiu", "ąęįų"),
    };

    /// <summary>From a domain, an address of the web or a mail address; null where none of them names a company.</summary>
    public static string? Of(string? text)
    {
        if (
            Host(text) is not { Length: > 0 and <= Longest } host
            || IPAddress.TryParse(host, out _)
        )
        {
            return null;
        }

        try
        {
            host = Idn.GetAscii(Composed(host.ToLowerInvariant())).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }

        var labels = host.Split('.');
        if (
            labels.Length < 2
            || host.Length > Longest
            || labels.Any(label =>
                label.Length is 0 or > 63
                || label[0] == '-'
                || label[^1] == '-'
                || !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            )
        )
        {
            return null;
        }

        return PublicSuffixes.Registered(host) is { } domain && !FreeMail.Is(domain)
            ? domain
            : null;
    }

    private static string Composed(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (
                whole.Length > 0
                && Marks.TryGetValue(c, out var mark)
                && mark.Letters.IndexOf(whole[^1], StringComparison.Ordinal) is >= 0 and var at
            )
            {
                whole[^1] = mark.Composed[at];
            }
            else
            {
                whole.Append(c);
            }
        }

        return whole.ToString();
    }

    private static string? Host(string? text)
    {
        var host = text?.Trim() ?? "";
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            host = host[(scheme + 3)..];
        }

        host = host.Split('/', '?', '#', '\\')[0];
        host = host[(host.LastIndexOf('@') + 1)..];
        return host.Split(':')[0].Trim().TrimEnd('.');
    }
}
