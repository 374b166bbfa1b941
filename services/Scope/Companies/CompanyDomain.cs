using System.Globalization;
using System.Net;

namespace LeadFuel.Scope.Companies;

/// <summary>
/// Who a company is (S-33): the domain it registered, in lower case and A-labels. `www.`, subdomains, paths, ports
/// and case come out as one; a mail provider that anybody may use is nobody's identity.
/// </summary>
public static class CompanyDomain
{
    public const int Longest = 253;

    internal static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    private static readonly HashSet<string> FreeMail =
    [
        "126.com",
        "163.com",
        "aol.com",
        "bluewin.ch",
        "fastmail.com",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "hotmail.com",
        "hotmail.de",
        "hotmail.fr",
        "hotmail.it",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mac.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "pm.me",
        "posteo.de",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "t-online.de",
        "wanadoo.fr",
        "web.de",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.com",
        "yandex.ru",
        "zoho.com",
    ];

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
            host = Idn.GetAscii(host).ToLowerInvariant();
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

        return PublicSuffixes.Registered(host) is { } domain && !FreeMail.Contains(domain)
            ? domain
            : null;
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
