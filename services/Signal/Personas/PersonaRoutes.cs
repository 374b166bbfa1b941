namespace LeadFuel.Signal.Personas;

public static class PersonaRoutes
{
    public static void MapPersonas(this WebApplication app)
    {
        var personas = app.MapRoom("/personas");
        GetPersona.Map(personas);
        WritePersona.Map(personas);
        DeletePersona.Map(personas);
    }
}
