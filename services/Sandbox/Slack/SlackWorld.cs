using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Slack;

/// <summary>One message as it was posted.</summary>
public sealed record SlackMessage(DateTimeOffset At, string Body, SlackText Shown);

/// <summary>Why a channel's webhook takes nothing any more.</summary>
public enum SlackChannelState
{
    Open,
    Archived,
    Removed,
    Forbidden,
}

/// <summary>A customer's channel with the one webhook that was made for it.</summary>
public sealed class SlackChannel(string name)
{
    private const int Most = 500;
    private const double Burst = 3;
    private readonly ConcurrentQueue<SlackMessage> messages = new();
    private readonly Lock gate = new();
    private double room = Burst;
    private DateTimeOffset seen;

    public string Name => name;
    public SlackChannelState State { get; set; }
    public IReadOnlyList<SlackMessage> Newest => [.. messages.Reverse()];

    /// <summary>Always the same for the same name; the last part is what only its owner knows.</summary>
    public string Token { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"slack/{name}")))[..24];

    /// <summary>As Slack shows it to the one who made it.</summary>
    public string Address =>
        $"https://hooks.slack.com/services/TSANDBOX/{SlackChannels.Hook(name)}/{Token}";

    public void Add(SlackMessage message)
    {
        messages.Enqueue(message);
        while (messages.Count > Most)
        {
            messages.TryDequeue(out _);
        }
    }

    /// <summary>One message a second, three in a burst.</summary>
    public bool MayPost(DateTimeOffset now)
    {
        lock (gate)
        {
            room = Math.Min(Burst, room + Math.Max(0, (now - seen).TotalSeconds));
            seen = now;
            if (room < 1)
            {
                return false;
            }

            room--;
            return true;
        }
    }
}

/// <summary>All channels by name; a test has one of its own.</summary>
public sealed class SlackChannels
{
    private readonly ConcurrentDictionary<string, SlackChannel> all = new();

    public static string Hook(string name) => "B" + name.ToUpperInvariant();

    public SlackChannel Of(string name) =>
        all.GetOrAdd(name.ToLowerInvariant(), key => new SlackChannel(key));
}
