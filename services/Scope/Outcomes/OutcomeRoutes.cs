namespace LeadFuel.Scope.Outcomes;

public static class OutcomeRoutes
{
    public static void MapOutcomes(this WebApplication app)
    {
        var outcomes = app.MapRoom("/outcomes");
        ListOutcomes.Map(outcomes);
        MatchOutcome.Map(outcomes);
    }
}
