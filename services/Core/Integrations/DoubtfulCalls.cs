namespace LeadFuel.Core.Integrations;

/// <summary>Few calls at once to addresses that failed last time: however many hang, there is room for all else.</summary>
public sealed class DoubtfulCalls : IDisposable
{
    public const int Most = 4;
    private readonly SemaphoreSlim room = new(Most, Most);

    /// <summary>Null: there is no room now.</summary>
    public IDisposable? Enter() => room.Wait(0) ? new Place(room) : null;

    public void Dispose() => room.Dispose();

    private sealed class Place(SemaphoreSlim room) : IDisposable
    {
        public void Dispose() => room.Release();
    }
}
