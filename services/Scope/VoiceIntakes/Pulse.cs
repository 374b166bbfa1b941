namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>Since when OpenAI owes us something: the session, an answer, a sign of life. An answer under way says something every moment.</summary>
internal sealed class Pulse(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private bool answering;
    private DateTimeOffset came;
    private DateTimeOffset? owed;

    /// <summary>Something is owed, and nothing has come for too long.</summary>
    public bool Silent
    {
        get
        {
            lock (gate)
            {
                return clock.GetUtcNow() - owed >= Patience;
            }
        }
    }

    public bool Waits
    {
        get
        {
            lock (gate)
            {
                return owed is not null;
            }
        }
    }

    public void Came()
    {
        lock (gate)
        {
            came = clock.GetUtcNow();
            owed = owed is null ? null : came;
        }
    }

    public void Owes()
    {
        lock (gate)
        {
            owed = clock.GetUtcNow();
        }
    }

    /// <summary>It is there; only an answer under way is owed still.</summary>
    public void Lives()
    {
        lock (gate)
        {
            owed = answering ? owed : null;
        }
    }

    public void Answers(bool on)
    {
        lock (gate)
        {
            (answering, owed) = (on, on ? clock.GetUtcNow() : null);
        }
    }

    /// <summary>One answer at a time: false while another is under way.</summary>
    public bool MayAsk()
    {
        lock (gate)
        {
            if (answering)
            {
                return false;
            }

            (answering, owed) = (true, clock.GetUtcNow());
            return true;
        }
    }

    /// <summary>Nothing is owed and nothing has come for long: who hears nobody speak is as silent as who has gone, so a sign of life is asked for.</summary>
    public bool IsInDoubt()
    {
        lock (gate)
        {
            if (owed is not null || clock.GetUtcNow() - came < Patience)
            {
                return false;
            }

            owed = clock.GetUtcNow();
            return true;
        }
    }
}
