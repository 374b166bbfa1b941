namespace LeadFuel.Reach.Suppressions;

public static class SuppressionRoutes
{
    public static void MapSuppressions(this WebApplication app)
    {
        var suppressions = app.MapRoom("/suppressions");
        ListSuppressions.Map(suppressions);
        AddSuppression.Map(suppressions);
        ImportSuppressions.Map(suppressions);
        LiftSuppression.Map(suppressions);
    }
}
