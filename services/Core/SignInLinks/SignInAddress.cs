using System.Text;

namespace LeadFuel.Core.SignInLinks;

/// <summary>An address as people type it: Unicode, quotes and plus are theirs to use.</summary>
public static class SignInAddress
{
    private const string Plain = "!#$%&'*+/=?^_`{|}~-";

    /// <summary>The address in lower case, or null when no mail could reach it.</summary>
    public static string? Read(string typed)
    {
        var address = typed.Trim().ToLowerInvariant();
        var at = address.LastIndexOf('@');
        if (at < 1 || address.Length > 254 || Encoding.UTF8.GetByteCount(address) > 320)
        {
            return null;
        }

        foreach (var rune in address.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value == 0xFFFD)
            {
                return null;
            }
        }

        return Local(address[..at]) && Domain(address[(at + 1)..]) ? address : null;
    }

    private static bool Local(string local)
    {
        if (Encoding.UTF8.GetByteCount(local) > 64)
        {
            return false;
        }

        if (local is ['"', .. var quoted, '"'])
        {
            for (var i = 0; i < quoted.Length; i++)
            {
                if (quoted[i] == '"' || (quoted[i] == '\\' && ++i == quoted.Length))
                {
                    return false;
                }
            }

            return quoted.Length > 0;
        }

        return Array.TrueForAll(
            local.Split('.'),
            atom => atom.Length > 0 && atom.All(c => Letter(c) || Plain.Contains(c))
        );
    }

    private static bool Domain(string domain)
    {
        var labels = domain.Split('.');
        return domain.Length <= 253
            && labels.Length >= 2
            && Array.TrueForAll(
                labels,
                label =>
                    label.Length is > 0 and <= 63
                    && label[0] != '-'
                    && label[^1] != '-'
                    && label.All(c => Letter(c) || c == '-')
            )
            && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool Letter(char c) =>
        char.IsAscii(c) ? char.IsAsciiLetterOrDigit(c) : !char.IsWhiteSpace(c);
}
