namespace LeadFuel.Scope.Syntheses;

public static class SynthesisRoutes
{
    public static void MapSyntheses(this WebApplication app)
    {
        var syntheses = app.MapRoom("/syntheses");
        GetSynthesis.Map(syntheses);
        CancelSynthesis.Map(syntheses);
        FollowSynthesis.Map(syntheses);
    }
}
