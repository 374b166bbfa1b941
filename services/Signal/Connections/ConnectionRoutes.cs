namespace LeadFuel.Signal.Connections;

public static class ConnectionRoutes
{
    public static void MapConnections(this WebApplication app)
    {
        var connections = app.MapRoom("/connections");
        ListConnections.Map(connections);
        BeginConsent.Map(connections);
        FinishConsent.Map(connections);
        CheckConnection.Map(connections);
        Disconnect.Map(connections);
    }
}
