using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Providers;

/// <summary>A Svix signature over id, time and the raw body. One of several may be right; other versions are passed over.</summary>
public static class HookSignature
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static bool Holds(
        string secret,
        string id,
        string timestamp,
        string signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        if (
            id.Length is 0 or > 200
            || !long.TryParse(
                timestamp,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Window.TotalSeconds
            || Key(secret) is not { Length: > 0 } key
        )
        {
            return false;
        }

        var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        var expected = HMACSHA256.HashData(key, signed);
        var given = new byte[64];
        var holds = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            holds |=
                signature.StartsWith("v1,", StringComparison.Ordinal)
                && Convert.TryFromBase64String(signature[3..], given, out var length)
                && CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), expected);
        }

        return holds;
    }

    private static byte[]? Key(string secret)
    {
        const string prefix = "whsec_";
        var key = new byte[secret.Length];
        return
            secret.StartsWith(prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[prefix.Length..], key, out var length)
            ? key[..length]
            : null;
    }
}
