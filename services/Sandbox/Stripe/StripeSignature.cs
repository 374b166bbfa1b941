using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Stripe;

/// <summary>HMAC-SHA256 of seconds and raw body; unlike Svix, the whole secret is the key, prefix included.</summary>
public static class StripeSignature
{
    public static string V1(string secret, DateTimeOffset at, string body)
    {
        var text = $"{Seconds(at)}.{body}";
        return Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text))
        );
    }

    public static string Header(string secret, DateTimeOffset at, string body) =>
        $"t={Seconds(at)},v1={V1(secret, at, body)}";

    public static string Seconds(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
