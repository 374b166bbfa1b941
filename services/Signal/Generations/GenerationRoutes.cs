namespace LeadFuel.Signal.Generations;

public static class GenerationRoutes
{
    public static void MapGenerations(this WebApplication app)
    {
        var generations = app.MapRoom("/generations");
        GetGeneration.Map(generations);
        FollowGeneration.Map(generations);
        StopGeneration.Map(generations);
        app.MapIcps();
    }
}
