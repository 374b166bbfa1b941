namespace LeadFuel.Core.AiKeys;

public static class AiKeyRoutes
{
    public static void MapAiKeys(this WebApplication app)
    {
        var room = app.MapRoom("/ai-keys");
        GetAiKey.Map(room);
        GiveAiKey.Map(room);
        CheckAiKey.Map(room);
        RemoveAiKey.Map(room);
    }
}
