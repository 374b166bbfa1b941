using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.Providers.HubSpot;

/// <summary>HubSpot's three forms of signature. The newest that is there decides alone: none is a way around another.</summary>
internal static class HubSpotSignature
{
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private static readonly (string Escaped, string Plain)[] Escapes =
    [
        ("%3A", ":"),
        ("%2F", "/"),
        ("%3F", "?"),
        ("%40", "@"),
        ("%21", "!"),
        ("%24", "$"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
        ("%2C", ","),
        ("%3B", ";"),
    ];

    /// <summary>Null: the request carries no signature at all.</summary>
    public static (bool Holds, bool WithTime)? Check(
        string secret,
        CrmRequest sent,
        DateTimeOffset now
    )
    {
        if (sent.Headers["X-HubSpot-Signature-v3"].ToString() is { Length: > 0 } third)
        {
            var at = sent.Headers["X-HubSpot-Request-Timestamp"].ToString();
            return (
                IsFresh(at, now) && Same(Convert.FromBase64String, third, V3(secret, sent, at)),
                true
            );
        }

        var given = sent.Headers["X-HubSpot-Signature"].ToString();
        if (given.Length == 0)
        {
            return null;
        }

        var expected = sent.Headers["X-HubSpot-Signature-Version"].ToString() switch
        {
            "v2" => SHA256.HashData(
                (byte[])[.. Encoding.UTF8.GetBytes(secret + sent.Method + sent.Uri), .. sent.Body]
            ),
            _ => SHA256.HashData((byte[])[.. Encoding.UTF8.GetBytes(secret), .. sent.Body]),
        };
        return (Same(Convert.FromHexString, given, expected), false);
    }

    public static byte[] V3(string secret, CrmRequest sent, string timestamp) =>
        HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            (byte[])
                [
                    .. Encoding.UTF8.GetBytes(sent.Method + Plain(sent.Uri)),
                    .. sent.Body,
                    .. Encoding.UTF8.GetBytes(timestamp),
                ]
        );

    // The question mark that begins the query is not an escape and stays.
    private static string Plain(string uri)
    {
        foreach (var (escaped, plain) in Escapes)
        {
            uri = uri.Replace(escaped, plain, StringComparison.OrdinalIgnoreCase);
        }

        return uri;
    }

    private static bool IsFresh(string timestamp, DateTimeOffset now) =>
        long.TryParse(
            timestamp,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var milliseconds
        )
        && now.ToUnixTimeMilliseconds() - milliseconds is var age
        && age <= Oldest.TotalMilliseconds
        && age >= -Ahead.TotalMilliseconds;

    private static bool Same(Func<string, byte[]> decode, string given, byte[] expected)
    {
        try
        {
            return CryptographicOperations.FixedTimeEquals(decode(given), expected);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
