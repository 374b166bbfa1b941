namespace LeadFuel.Core.Integrations;

public static class IntegrationRoutes
{
    public static void MapIntegrations(this WebApplication app)
    {
        var integrations = app.MapRoom("/integrations");
        ShowIntegrations.Map(integrations);
        ConnectWebhook.Map(integrations);
        ConnectSlack.Map(integrations);
        ShowSecret.Map(integrations);
        foreach (var kind in Enum.GetValues<ChannelKind>())
        {
            var channel = integrations.MapGroup($"/{kind.ToString().ToLowerInvariant()}");
            SetEvent.Map(channel, kind);
            TestChannel.Map(channel, kind);
            Disconnect.Map(channel, kind);
        }

        var deliveries = app.MapRoom("/deliveries");
        ListDeliveries.Map(deliveries);
        SendAgain.Map(deliveries);
    }
}
