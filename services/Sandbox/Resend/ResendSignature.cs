using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Resend;

/// <summary>Svix: HMAC-SHA256 of id, seconds and raw body with the decoded secret.</summary>
public static class ResendSignature
{
    public static string Sign(string secret, string id, DateTimeOffset at, string body)
    {
        var key = Convert.FromBase64String(Encoded(secret));
        var text = $"{id}.{Seconds(at)}.{body}";
        return "v1,"
            + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    public static bool IsSecret(string secret) =>
        Convert.TryFromBase64String(Encoded(secret), new byte[secret.Length], out var length)
        && length > 0;

    private static string Encoded(string secret) =>
        secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret;

    public static string Seconds(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
