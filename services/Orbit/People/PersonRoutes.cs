namespace LeadFuel.Orbit.People;

public static class PersonRoutes
{
    public static void MapPeople(this WebApplication app)
    {
        var people = app.MapRoom("/people");
        ListPeople.Map(people);
        GetPerson.Map(people);
        MergePeople.Map(people);
        UnmergePerson.Map(people);

        var suggestions = app.MapRoom("/merge-suggestions");
        ListSuggestions.Map(suggestions);
        SeparatePeople.Map(suggestions);
    }
}
