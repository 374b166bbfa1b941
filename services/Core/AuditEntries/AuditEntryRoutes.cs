namespace LeadFuel.Core.AuditEntries;

public static class AuditEntryRoutes
{
    public static void MapAuditEntries(this IEndpointRouteBuilder app)
    {
        var entries = app.MapRoom("/audit-entries");
        ListAuditEntries.Map(entries);
        ListAuditNames.Map(entries);
        VerifyAuditEntries.Map(entries);
        ExportAuditEntries.Map(entries);
    }
}
