using System.Globalization;
using System.Text;
using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Contacts;

/// <summary>A mail address as it is stored and compared: trimmed, lower case, the domain in its ASCII form, `Name &lt;a@b&gt;` taken apart.</summary>
public static class Address
{
    public static bool TryRead(string text, out string address, out string name)
    {
        (address, name) = ("", "");
        var bare = string.Concat(
                text.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format)
            )
            .Trim()
            .Trim(',', ';');
        var open = bare.LastIndexOf('<');
        if (open >= 0 && bare.EndsWith('>'))
        {
            name = bare[..open].Trim().Trim('"');
            bare = bare[(open + 1)..^1].Trim();
        }

        var at = bare.LastIndexOf('@');
        if (at is < 1 or > 64 || bare.Length > 254 || bare.Any(char.IsControl))
        {
            return false;
        }

        var local = bare[..at];
        var quoted = local.Length > 2 && local[0] == '"' && local[^1] == '"';
        if (
            !quoted
            && (
                local.Any(c =>
                    char.IsWhiteSpace(c) || "@,;:<>()[]\\\"".Contains(c, StringComparison.Ordinal)
                )
                || local[0] == '.'
                || local[^1] == '.'
                || local.Contains("..", StringComparison.Ordinal)
            )
        )
        {
            return false;
        }

        var labels = bare[(at + 1)..].Split('.');
        if (
            labels.Length < 2
            || labels.Any(label =>
                label.Length is 0 or > 63
                || label[0] == '-'
                || label[^1] == '-'
                || !label.All(c => char.IsLetterOrDigit(c) || c == '-')
            )
        )
        {
            return false;
        }

        var written = bare.ToLowerInvariant().Normalize(NormalizationForm.FormC);
        address = DomainName.Forms(written)[0];
        return Ascii.IsValid(Domain(address)) && address.Length <= 254;
    }

    public static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];
}
