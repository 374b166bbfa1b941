namespace LeadFuel.Reach.Contacts;

public static class ContactRoutes
{
    public static void MapContacts(this WebApplication app)
    {
        ListContacts.Map(app.MapRoom("/contacts"));
        ImportContacts.Map(app.MapRoom("/imports"));
    }
}
