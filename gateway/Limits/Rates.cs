using System.Collections.Concurrent;
using System.Globalization;

namespace LeadFuel.Gateway.Limits;

/// <summary>`Count` in `Seconds`, of which `Burst` may come at once.</summary>
internal sealed record Rate(string Name, int Count, int Seconds, int Burst)
{
    public string Policy { get; } =
        string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={Count};w={Seconds}");
}

/// <summary>How fast each account, session, address and vendor may ask. One number in memory for each: when its next request would be due.</summary>
internal sealed class Rates(IConfiguration configuration, TimeProvider clock)
{
    private const int MaxKept = 100_000;

    private readonly ConcurrentDictionary<(Rate Rate, string Key), Due> kept = new();

    public Rate Read { get; } = Of(configuration, "read");
    public Rate Write { get; } = Of(configuration, "write");
    public Rate Ai { get; } = Of(configuration, "ai");
    public Rate Session { get; } = Of(configuration, "session");
    public Rate Anonymous { get; } = Of(configuration, "anonymous");
    public Rate Public { get; } = Of(configuration, "public");
    public Rate Hook { get; } = Of(configuration, "hook");
    public Rate Vendor { get; } = Of(configuration, "vendor");

    /// <summary>Takes one request from the allowance; null when there was one, else how long to wait.</summary>
    public TimeSpan? Take(Rate rate, string key) => Try(rate, key, taking: true);

    /// <summary>The same question without taking.</summary>
    public TimeSpan? Peek(Rate rate, string key) => Try(rate, key, taking: false);

    private TimeSpan? Try(Rate rate, string key, bool taking)
    {
        var step = clock.TimestampFrequency * rate.Seconds / rate.Count;
        var room = step * rate.Burst;
        var now = clock.GetTimestamp();
        if (!kept.TryGetValue((rate, key), out var due))
        {
            if (!taking)
            {
                return null;
            }

            Sweep(now);
            due = kept.GetOrAdd((rate, key), _ => new Due());
        }

        while (true)
        {
            var seen = Volatile.Read(ref due.At);
            var next = Math.Max(seen, now) + step;
            if (next - now > room)
            {
                return TimeSpan.FromSeconds((double)(next - now - room) / clock.TimestampFrequency);
            }

            if (!taking || Interlocked.CompareExchange(ref due.At, next, seen) == seen)
            {
                return null;
            }
        }
    }

    private void Sweep(long now)
    {
        if (kept.Count < MaxKept)
        {
            return;
        }

        foreach (var (key, due) in kept)
        {
            if (due.At <= now)
            {
                kept.TryRemove(key, out _);
            }
        }
    }

    private static Rate Of(IConfiguration configuration, string name)
    {
        var section = configuration.GetRequiredSection($"RateLimits:{name}");
        var count = section.GetValue<int>("Count");
        return new Rate(
            name,
            count,
            section.GetValue("Seconds", 1),
            section.GetValue("Burst", count)
        );
    }

    private sealed class Due
    {
        public long At;
    }
}
