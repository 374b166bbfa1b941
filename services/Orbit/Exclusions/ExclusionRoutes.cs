namespace LeadFuel.Orbit.Exclusions;

public static class ExclusionRoutes
{
    public static void MapExclusions(this WebApplication app)
    {
        var exclusions = app.MapRoom("/exclusions");
        ListExclusions.Map(exclusions);
        PreviewExclusion.Map(exclusions);
        AddExclusion.Map(exclusions);
        RemoveExclusion.Map(exclusions);
    }
}
