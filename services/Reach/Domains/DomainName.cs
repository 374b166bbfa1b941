using System.Globalization;

namespace LeadFuel.Reach.Domains;

/// <summary>A domain as it is stored: lower case, letters of other alphabets in their ASCII form.</summary>
public static class DomainName
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public static bool TryRead(string text, out string name)
    {
        name = "";
        try
        {
            var ascii = Idn.GetAscii(text.Trim().TrimEnd('.')).ToLowerInvariant();
            if (
                ascii.Length > 253
                || !ascii.Contains('.', StringComparison.Ordinal)
                || Uri.CheckHostName(ascii) != UriHostNameType.Dns
                || ascii.Split('.').Any(label => label.Length is 0 or > 63)
            )
            {
                return false;
            }

            name = ascii;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Of an address or a domain: as it is stored, then as older rows have it, which kept the letters of other alphabets.
    /// Who compares with what may be older compares with all of them.
    /// </summary>
    public static string[] Forms(string key)
    {
        var at = key.LastIndexOf('@') + 1;
        var (local, domain) = (key[..at], key[at..]);
        try
        {
            var ascii = Idn.GetAscii(domain).ToLowerInvariant();
            return [.. new[] { local + ascii, key, local + Idn.GetUnicode(ascii) }.Distinct()];
        }
        catch (ArgumentException)
        {
            return [key];
        }
    }
}
