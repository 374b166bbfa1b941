using System.Globalization;
using System.Text;

namespace LeadFuel.Orbit.People;

/// <summary>An address as it is compared: NFKC, lower case, the domain in ASCII; plus parts go only where the provider ignores them.</summary>
public static class EmailAddress
{
    private static readonly string[] IgnorePlus =
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "protonmail.com",
        "fastmail.com",
    ];

    public static readonly string[] FreeDomains = [.. FreeMail.Domains];

    private static readonly IdnMapping Idn = new();

    /// <summary>Null when it is none.</summary>
    public static string? Normal(string text)
    {
        var bare = Folded(text.Trim()).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var at = bare.LastIndexOf('@');
        if (
            at is < 1 or > 64
            || bare.Length > 254
            || at == bare.Length - 1
            || bare.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',')
        )
        {
            return null;
        }

        var (local, domain) = (bare[..at], bare[(at + 1)..]);
        try
        {
            domain = Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }

        if (!domain.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        var plus = local.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && IgnorePlus.Contains(domain)
            ? $"{local[..plus]}@{domain}"
            : $"{local}@{domain}";
    }

    // Wide letters are folded here: the platform leaves them as they are where it has no tables of languages.
    private static string Folded(string text) =>
        string.Concat(text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));

    public static string Domain(string email) => email[(email.LastIndexOf('@') + 1)..];

    public static bool IsFree(string domain) => FreeMail.Is(domain);

    /// <summary>The company's part of a domain, for people to read: fjordline for mail.fjordline.no; empty for free mail.</summary>
    public static string Company(string domain)
    {
        if (FreeMail.Is(domain))
        {
            return "";
        }

        var labels = domain.Split('.');
        // co.uk, com.au: a short label before the country is no company's.
        var at = labels.Length > 2 && labels[^1].Length == 2 && labels[^2].Length <= 3 ? 3 : 2;
        return labels.Length >= at ? labels[^at] : labels[0];
    }
}
