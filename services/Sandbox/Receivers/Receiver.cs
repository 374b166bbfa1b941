using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Receivers;

/// <summary>One event as it came, byte for byte.</summary>
public sealed record Received(
    DateTimeOffset At,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    int Status
)
{
    public string Id => Headers.GetValueOrDefault("webhook-id", "");

    /// <summary>Whether a signature of it is right for this secret, by Standard Webhooks 1.0.0.</summary>
    public bool Holds(string secret)
    {
        var key = new byte[128];
        var text = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret;
        if (
            !Convert.TryFromBase64String(text, key, out var length)
            || !long.TryParse(
                Headers.GetValueOrDefault("webhook-timestamp"),
                CultureInfo.InvariantCulture,
                out var seconds
            )
            || Math.Abs(At.ToUnixTimeSeconds() - seconds) > 300
        )
        {
            return false;
        }

        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{Id}.{seconds}.")
            ),
            .. Body,
        ];
        var right =
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(key.AsSpan(0, length), signed));
        return Headers
            .GetValueOrDefault("webhook-signature", "")
            .Split(' ')
            .Any(given =>
                CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(given),
                    Encoding.UTF8.GetBytes(right)
                )
            );
    }
}

/// <summary>A customer's own receiver: what came, newest first, and the secret they pasted.</summary>
public sealed class Receiver(string name)
{
    private const int Most = 500;
    private readonly ConcurrentQueue<Received> received = new();

    public string Name => name;
    public string Secret { get; set; } = "";
    public IReadOnlyList<Received> All => [.. received.Reverse()];

    public void Add(Received one)
    {
        received.Enqueue(one);
        while (received.Count > Most)
        {
            received.TryDequeue(out _);
        }
    }
}

/// <summary>All receivers by name; a test has one of its own.</summary>
public sealed class Receivers
{
    private readonly ConcurrentDictionary<string, Receiver> all = new();

    public Receiver Of(string name) => all.GetOrAdd(name, _ => new Receiver(name));
}
