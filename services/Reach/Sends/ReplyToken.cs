using System.Security.Cryptography;

namespace LeadFuel.Reach.Sends;

/// <summary>128 random bits in letters that survive any mail program: an answer to `reply+token@…`, or to `name+r.token@…` of a member's own mailbox, finds its mail whoever writes it.</summary>
public static class ReplyToken
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 26;

    public static string New() => RandomNumberGenerator.GetString(Letters, Length);

    public static string ReplyAddress(string token, string domain) => $"reply+{token}@{domain}";

    /// <summary>In a member's own mailbox, in place of `reply+token@…`.</summary>
    public static string InboxAddress(string token, string mailbox) =>
        mailbox.Insert(mailbox.LastIndexOf('@'), $"+r.{token}");

    public static string UnsubscribeAddress(string token, string domain) => $"u+{token}@{domain}";

    /// <summary>The token in an address, and whether it asks for no more mail; null when there is none.</summary>
    public static (string Token, bool Unsubscribes)? In(string address)
    {
        var local = address.Split('@')[0].Trim().ToLowerInvariant();
        var (name, mark) = local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus
            ? (local[..plus], local[(plus + 1)..])
            : (local, "");
        if (mark.StartsWith("r.", StringComparison.Ordinal))
        {
            (name, mark) = ("reply", mark[2..]);
        }

        return
            name is "reply" or "u"
            && mark.Length == Length
            && mark.All(c => Letters.Contains(c, StringComparison.Ordinal))
            ? (mark, name == "u")
            : null;
    }
}
