namespace LeadFuel.Scope.CrmConnections;

public static class CrmConnectionRoutes
{
    public static void MapCrmConnections(this WebApplication app)
    {
        var connections = app.MapRoom("/crm-connections");
        ListCrmConnections.Map(connections);
        AddCrmConnection.Map(connections);
        GetCrmConnection.Map(connections);
        SetClientSecret.Map(connections);
        RenewPassword.Map(connections);
        MapStage.Map(connections);
        RemoveCrmConnection.Map(connections);
    }
}
