using System.Threading.RateLimiting;

namespace LeadFuel.Gateway.Limits;

/// <summary>How many requests are under way at once; a few wait, more are sent away, so that those under way stay fast.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly ConcurrencyLimiter places;

    public Crowd(IConfiguration configuration) =>
        places = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = configuration.GetValue("Crowd:Running", 200),
                QueueLimit = configuration.GetValue("Crowd:Waiting", 100),
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

    public ValueTask<RateLimitLease> Enter(CancellationToken ct)
    {
        var lease = places.AttemptAcquire();
        return lease.IsAcquired ? new(lease) : places.AcquireAsync(1, ct);
    }

    public void Dispose() => places.Dispose();
}
