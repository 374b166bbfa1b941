namespace LeadFuel.Core.Subscriptions;

/// <summary>Whether the plan that this checkout was opened for runs. Another plan that runs says nothing of it.</summary>
public static class ShowCheckout
{
    public sealed record View(string Plan, bool Active);

    public static void Map(RouteGroupBuilder billing) =>
        billing.MapGet(
            "/checkout-sessions/{session}",
            async (string session, CoreDb db, CancellationToken ct) =>
                (await Handle(session, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(string session, CoreDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var plan = await db
            .Checkouts.Where(c => c.StripeSessionId == session)
            .Select(c => c.Plan)
            .SingleOrDefaultAsync(ct);
        return plan is null
            ? Refuse.NotFound("checkout")
            : new View(
                plan,
                await db.Subscriptions.AnyAsync(
                    s => s.Plan == plan && Subscription.GoesOn.Contains(s.Status),
                    ct
                )
            );
    }
}
