using LeadFuel.Core.Accounts;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Whether the plan that this checkout was opened for runs and what it covers may be used. Another plan that runs says nothing of it.</summary>
public static class ShowCheckout
{
    public sealed record View(string Plan, bool Active);

    public static void Map(RouteGroupBuilder billing) =>
        billing.MapGet(
            "/checkout-sessions/{session}",
            async (string session, CoreDb db, SharedDb shared, CancellationToken ct) =>
                (await Handle(session, db, shared, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        string session,
        CoreDb db,
        SharedDb shared,
        CancellationToken ct
    )
    {
        string? plan;
        bool runs;
        await using (await db.Begin(ct))
        {
            plan = await db
                .Checkouts.Where(c => c.StripeSessionId == session)
                .Select(c => c.Plan)
                .SingleOrDefaultAsync(ct);
            runs = await db.Subscriptions.AnyAsync(
                s => s.Plan == plan && Subscription.GoesOn.Contains(s.Status),
                ct
            );
        }

        return plan is null
            ? Refuse.NotFound("checkout")
            : new View(plan, runs && await Covered(plan, shared, ct));
    }

    // Stripe tells what a plan covers by itself, and that may come later than the subscription.
    private static async Task<bool> Covered(string plan, SharedDb shared, CancellationToken ct)
    {
        await using var work = await shared.Begin(ct);
        var paid = await shared
            .Entitlements.Where(e =>
                e.Source == Entitlement.FromStripe && e.State == EntitlementState.Active
            )
            .Select(e => e.Product)
            .ToListAsync(ct);
        return Entitlement
            .Products.Where(product =>
                plan == Plan.Suite || plan.StartsWith(product, StringComparison.Ordinal)
            )
            .All(paid.Contains);
    }
}
