namespace LeadFuel.Reach.Settings;

public static class MailSettingsRoutes
{
    public static void MapMailSettings(this WebApplication app)
    {
        var settings = app.MapRoom("/settings");
        GetMailSettings.Map(settings);
        ChangeMailSettings.Map(settings);
    }
}
