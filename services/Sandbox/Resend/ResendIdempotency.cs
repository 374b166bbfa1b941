using System.Security.Cryptography;

namespace LeadFuel.Sandbox.Resend;

/// <summary>Idempotency keys of one team, kept for 24 hours.</summary>
public sealed class ResendIdempotency
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    public static ResendError Concurrent { get; } =
        new(
            409,
            "concurrent_idempotent_requests",
            "Same idempotency key used while original request is still in progress."
        );

    private static readonly ResendError OtherBody = new(
        409,
        "invalid_idempotent_request",
        "Same idempotency key used with a different request payload."
    );

    /// <summary>Nothing: the caller goes on and ends with <see cref="Keep"/> or <see cref="Release"/>.</summary>
    public (object? Answer, ResendError? Error) Begin(
        string key,
        string path,
        byte[] body,
        DateTimeOffset now
    )
    {
        byte[] hash = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(path), 0, .. body]);
        lock (gate)
        {
            foreach (var old in entries.Where(entry => now - entry.Value.At >= Kept).ToList())
            {
                entries.Remove(old.Key);
            }

            if (!entries.TryGetValue(key, out var entry))
            {
                entries[key] = new Entry(now, hash, null);
                return (null, null);
            }

            return entry.Hash.AsSpan().SequenceEqual(hash)
                ? (entry.Answer, entry.Answer is null ? Concurrent : null)
                : (null, OtherBody);
        }
    }

    public void Keep(string? key, object answer)
    {
        lock (gate)
        {
            if (key is not null && entries.TryGetValue(key, out var entry))
            {
                entries[key] = entry with { Answer = answer };
            }
        }
    }

    /// <summary>A refused call does not use up its key.</summary>
    public void Release(string? key)
    {
        lock (gate)
        {
            if (key is not null && entries.TryGetValue(key, out var entry) && entry.Answer is null)
            {
                entries.Remove(key);
            }
        }
    }

    private sealed record Entry(DateTimeOffset At, byte[] Hash, object? Answer);
}
