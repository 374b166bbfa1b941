namespace LeadFuel.Core.Exports;

public static class ExportRoutes
{
    public static void MapExports(this WebApplication app)
    {
        var exports = app.MapRoom("/exports");
        RequestExport.Map(exports);
        RetryExport.Map(exports);
        ReadExports.Map(exports);
        DownloadExport.Map(exports);
        DeleteExport.Map(exports);
        ShowUsage.Map(app);
    }
}
