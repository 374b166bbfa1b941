namespace LeadFuel.Core.Deletions;

public static class DeletionRoutes
{
    public static void MapDeletion(this WebApplication app)
    {
        var deletion = app.MapRoom("/deletion");
        ShowDeletion.Map(deletion);
        RequestDeletion.Map(deletion);
        UndoDeletion.Map(deletion);
        ShowReceipt.Map(app);
    }
}
