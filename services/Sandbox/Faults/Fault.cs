namespace LeadFuel.Sandbox.Faults;

/// <summary>One thing that shall go wrong: for whom, how often, how.</summary>
public sealed record Fault
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Vendor { get; init; }
    public required string Kind { get; init; }

    /// <summary>Only calls with this API key.</summary>
    public string? Key { get; init; }

    /// <summary>Only calls that name this address (a recipient, or any text of the body).</summary>
    public string? Account { get; init; }

    /// <summary>Only calls whose path, query or body contains this text.</summary>
    public string? Match { get; init; }

    /// <summary>How many calls; without it, until the fault is taken away.</summary>
    public int? Times { get; init; }

    /// <summary>How many matching calls pass first.</summary>
    public int Skip { get; init; }

    public int? Status { get; init; }
    public int? RetryAfter { get; init; }
    public int? DelayMs { get; init; }

    /// <summary>Share of matching calls, drawn from <see cref="Seed"/>: the same seed fails the same calls.</summary>
    public double Probability { get; init; } = 1;

    public long Seed { get; init; }

    public TimeSpan Delay(int otherwiseMs) => TimeSpan.FromMilliseconds(DelayMs ?? otherwiseMs);
}
