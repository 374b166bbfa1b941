namespace LeadFuel.Core.Subscriptions;

/// <summary>What can be bought, and what this account has.</summary>
public static class ShowPlans
{
    public sealed record PlanView(string Plan, string Name, long Amount, string Currency);

    public sealed record PlansView(IReadOnlyList<PlanView> Items, string? Next);

    public sealed record SubscriptionView(
        string Plan,
        string Status,
        DateTimeOffset PeriodEndsAt,
        bool CancelsAtEnd,
        DateTimeOffset? PastDueAt,
        bool GoesOn
    );

    public sealed record View(bool Customer, IReadOnlyList<SubscriptionView> Subscriptions);

    public static void Map(RouteGroupBuilder billing)
    {
        billing.MapGet(
            "/plans",
            async (PriceList prices, CancellationToken ct) => (await List(prices, ct)).ToOk()
        );
        billing.MapGet(
            "/subscription",
            async (CoreDb db, CancellationToken ct) => (await Handle(db, ct)).ToOk()
        );
    }

    public static async Task<Outcome<PlansView>> List(PriceList prices, CancellationToken ct)
    {
        try
        {
            var all = await prices.Read(ct);
            return new PlansView(
                [
                    .. Plan
                        .All.Select(plan => all.FirstOrDefault(price => price.Plan == plan))
                        .OfType<Providers.Stripe.StripePrice>()
                        .Select(price => new PlanView(
                            price.Plan,
                            price.Name,
                            price.Amount,
                            price.Currency
                        )),
                ],
                null
            );
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Stripe");
        }
    }

    public static async Task<Outcome<View>> Handle(CoreDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var customer = await db.BillingCustomers.AnyAsync(ct);
        var subscriptions = await db
            .Subscriptions.AsNoTracking()
            .OrderByDescending(s => s.PeriodEndsAt)
            .Select(s => new SubscriptionView(
                s.Plan,
                s.Status,
                s.PeriodEndsAt,
                s.CancelsAtEnd,
                s.PastDueAt,
                Subscription.GoesOn.Contains(s.Status)
            ))
            .ToListAsync(ct);
        return new View(customer, subscriptions);
    }
}
