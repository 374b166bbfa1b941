using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Who comes back from Stripe's page before its notice has come: the state is read at once. The redirect itself proves nothing.</summary>
public static class ReconcileCheckout
{
    public sealed record View(string Status);

    public static void Map(RouteGroupBuilder billing) =>
        billing.MapPost(
            "/checkout-sessions/{session}/reconcile",
            async (
                string session,
                CoreDb db,
                StripeGate stripe,
                Egress egress,
                ReadSubscription read,
                CancellationToken ct
            ) => (await Handle(session, db, stripe, egress, read, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        string session,
        CoreDb db,
        StripeGate stripe,
        Egress egress,
        ReadSubscription read,
        CancellationToken ct
    )
    {
        await using (await db.Begin(ct))
        {
            if (!await db.Checkouts.AnyAsync(c => c.StripeSessionId == session, ct))
            {
                return Refuse.NotFound("checkout");
            }
        }

        try
        {
            StripeCheckout checkout;
            using (egress.For(StripeGate.Read, StripeGate.Ids))
            {
                checkout = await stripe.FindCheckout(session, ct);
            }

            if (checkout.Status == "complete")
            {
                await read.Read(ct);
            }

            return new View(checkout.Status);
        }
        catch (ProviderRefusedException gone)
            when (gone.Status == System.Net.HttpStatusCode.NotFound)
        {
            return Refuse.Conflict(
                "Stripe no longer knows this checkout. Choose the plan again; nothing was charged.",
                "checkout-ended"
            );
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Stripe");
        }
    }
}
