using System.Collections.Concurrent;

namespace LeadFuel.Sandbox.OpenAi;

/// <summary>What reached the played OpenAI, session by session: sizes and texts, never sound.</summary>
public sealed class RealtimeWorld(TimeProvider clock)
{
    private const int Most = 200;
    private readonly ConcurrentQueue<Ledger> sessions = new();

    public IReadOnlyList<Ledger> Sessions => [.. sessions];

    public Ledger Open()
    {
        var ledger = new Ledger { Id = $"sess_{Guid.CreateVersion7():N}", At = clock.GetUtcNow() };
        sessions.Enqueue(ledger);
        while (sessions.Count > Most)
        {
            sessions.TryDequeue(out _);
        }

        return ledger;
    }

    public sealed class Ledger
    {
        private readonly ConcurrentQueue<string> texts = new();
        private long audioBytes;

        public required string Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public long AudioBytes => Interlocked.Read(ref audioBytes);
        public bool Closed { get; set; }

        /// <summary>Every message that was no sound, as it came.</summary>
        public IReadOnlyCollection<string> Texts => texts;

        public void Heard(int bytes) => Interlocked.Add(ref audioBytes, bytes);

        public void Read(string text) => texts.Enqueue(text);
    }
}
