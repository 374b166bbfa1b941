using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Receiver;

public static class LeadFuelWebhook
{
    /// <param name="secret">As LeadFuel shows it: whsec_ and the rest.</param>
    /// <param name="signatures">The header webhook-signature: one, or several with spaces between.</param>
    /// <param name="body">The bytes as they came, before anything has read them as JSON.</param>
    public static bool Holds(
        string secret,
        string id,
        string timestamp,
        string signatures,
        byte[] body,
        DateTimeOffset now
    )
    {
        if (
            !long.TryParse(
                timestamp,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > 300
        )
        {
            return false;
        }

        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var right = Encoding.UTF8.GetBytes(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))
        );
        return signatures
            .Split(' ')
            .Any(one =>
                CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), right)
            );
    }
}
