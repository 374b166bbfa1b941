using System.Security.Cryptography;

namespace LeadFuel.Reach.Sends;

/// <summary>128 random bits in letters that survive any mail program: an answer to `reply+token@…` finds its mail whoever writes it.</summary>
public static class ReplyToken
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 26;

    public static string New() => RandomNumberGenerator.GetString(Letters, Length);

    public static string ReplyAddress(string token, string domain) => $"reply+{token}@{domain}";

    public static string UnsubscribeAddress(string token, string domain) => $"u+{token}@{domain}";

    /// <summary>The token in an address, and whether it asks for no more mail; null when there is none.</summary>
    public static (string Token, bool Unsubscribes)? In(string address)
    {
        var local = address.Split('@')[0].Trim().ToLowerInvariant();
        var unsubscribes = local.StartsWith("u+", StringComparison.Ordinal);
        if (!unsubscribes && !local.StartsWith("reply+", StringComparison.Ordinal))
        {
            return null;
        }

        var token = local[(local.IndexOf('+', StringComparison.Ordinal) + 1)..];
        return
            token.Length == Length && token.All(c => Letters.Contains(c, StringComparison.Ordinal))
            ? (token, unsubscribes)
            : null;
    }
}
