namespace LeadFuel.Core.Subscriptions;

public static class SubscriptionRoutes
{
    public static void MapSubscriptions(this WebApplication app)
    {
        var billing = app.MapRoom("/billing");
        ShowPlans.Map(billing);
        StartCheckout.Map(billing);
        ShowCheckout.Map(billing);
        ReconcileCheckout.Map(billing);
        OpenPortal.Map(billing);
        ReceiveStripeEvent.Map(app);
    }
}
