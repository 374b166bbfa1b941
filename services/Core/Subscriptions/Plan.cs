using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>What can be bought. Prices are Stripe's; which products a plan covers is its features' word.</summary>
public static class Plan
{
    /// <summary>Covers what each of the others covers.</summary>
    public const string Suite = "suite_monthly";

    public static readonly string[] All =
    [
        Suite,
        "scope_monthly",
        "reach_monthly",
        "signal_monthly",
        "orbit_monthly",
    ];
}

/// <summary>The prices, asked for nobody's account and kept for ten minutes: looking at them tells Stripe of nobody.</summary>
public sealed class PriceList(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim one = new(1, 1);
    private IReadOnlyList<StripePrice> prices = [];
    private DateTimeOffset readAt;

    public async Task<IReadOnlyList<StripePrice>> Read(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (prices.Count == 0 || now - readAt >= Fresh)
            {
                await using var scope = scopes.CreateAsyncScope();
                var services = scope.ServiceProvider;
                services.GetRequiredService<CurrentAccount>().Enter(SwitchBoard.Suite, "service");
                using var purpose = services
                    .GetRequiredService<Egress>()
                    .For(StripeGate.Prices, StripeGate.Product);
                prices = await services.GetRequiredService<StripeGate>().ListPrices(Plan.All, ct);
                readAt = now;
            }

            return prices;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();
}
