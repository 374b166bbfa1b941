using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Opens Stripe's page on which a subscription is changed, ended or its card replaced.</summary>
public static class OpenPortal
{
    public sealed record View(string Url);

    public static void Map(RouteGroupBuilder billing) =>
        billing.MapPost(
            "/portal-sessions",
            async (
                CoreDb db,
                StripeGate stripe,
                Egress egress,
                AuditLog audit,
                IConfiguration configuration,
                CancellationToken ct
            ) => (await Handle(db, stripe, egress, audit, configuration, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        CoreDb db,
        StripeGate stripe,
        Egress egress,
        AuditLog audit,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        string? customer;
        await using (await db.Begin(ct))
        {
            customer = await db
                .BillingCustomers.Select(c => c.StripeCustomerId)
                .SingleOrDefaultAsync(ct);
        }

        if (customer is null)
        {
            return Refuse.Conflict(
                "There is nothing to manage yet. Choose a plan first.",
                "no-subscription"
            );
        }

        string url;
        try
        {
            using var purpose = egress.For(StripeGate.Manage, StripeGate.Ids);
            url = await stripe.OpenPortal(customer, StartCheckout.Back(configuration), ct);
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Stripe");
        }

        await using var work = await db.Begin(ct);
        await audit.Write(
            "billing.portal-opened",
            "subscription",
            "Went to Stripe's page to change or end a plan.",
            ct
        );
        // Not kept for a repeat of the request: the address lets in whoever has it.
        await work.Commit(ct);
        return new View(url);
    }
}
