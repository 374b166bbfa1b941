using System.Collections.Concurrent;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>
/// Microsoft lets an app ask 10,000 times in ten minutes about one mailbox, each part of a batch counted. We stop before
/// that: who runs into the limit waits longer, and so does the mailbox's owner in other apps. Nor does it answer more
/// than four at once about one mailbox.
/// </summary>
public sealed class GraphBudget(TimeProvider clock, IConfiguration configuration)
{
    private const int ManyMailboxes = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly int most = configuration.GetValue("Orbit:RequestsInTenMinutes", 9_500);
    private readonly ConcurrentDictionary<Guid, Asked> asked = new();

    private sealed class Asked(SemaphoreSlim turn)
    {
        public SemaphoreSlim Turn => turn;
        public Queue<(DateTimeOffset Until, int Requests)> Steps { get; } = new();
        public DateTimeOffset Since { get; set; }
        public int Now { get; set; }
        public int All { get; set; }
    }

    /// <summary>
    /// Asks when nothing else is asked about this mailbox. A batch is worked off four at a time, which is all that
    /// Microsoft allows; and a new run may begin while the one before still waits for its page.
    /// </summary>
    public async Task<T> Alone<T>(Guid mailbox, Func<Task<T>> ask, CancellationToken ct)
    {
        var turn = Of(mailbox).Turn;
        await turn.WaitAsync(ct);
        try
        {
            return await ask();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Null when they may be asked now; else how long to wait.</summary>
    public TimeSpan? Take(Guid mailbox, int requests)
    {
        var one = Of(mailbox);
        lock (one)
        {
            var now = clock.GetUtcNow();
            Turn(one, now);
            // A batch that is larger than the whole limit would wait for ever.
            if (one.All > 0 && one.All + requests > most)
            {
                var oldest = one.Steps.TryPeek(out var step) ? step.Until : one.Since + Step;
                return oldest + Window - now;
            }

            one.Now += requests;
            one.All += requests;
            return null;
        }
    }

    private Asked Of(Guid mailbox)
    {
        if (asked.TryGetValue(mailbox, out var one))
        {
            return one;
        }

        // Not each time: while all of them are busy there is nothing to forget.
        if (asked.Count > ManyMailboxes)
        {
            Forget();
        }

        return asked.GetOrAdd(mailbox, _ => new Asked(new SemaphoreSlim(1, 1)));
    }

    // Counted in steps of some seconds: a step leaves the window as a whole, and not before its last request does.
    private static void Turn(Asked one, DateTimeOffset now)
    {
        if (now - one.Since >= Step)
        {
            if (one.Now > 0)
            {
                one.Steps.Enqueue((one.Since + Step, one.Now));
            }

            (one.Since, one.Now) = (now, 0);
        }

        while (one.Steps.TryPeek(out var step) && now - step.Until >= Window)
        {
            one.All -= one.Steps.Dequeue().Requests;
        }
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (mailbox, one) in asked)
        {
            lock (one)
            {
                Turn(one, now);
                if (one is { All: 0, Turn.CurrentCount: 1 })
                {
                    asked.TryRemove(mailbox, out _);
                }
            }
        }
    }
}
