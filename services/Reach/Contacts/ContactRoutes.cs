namespace LeadFuel.Reach.Contacts;

public static class ContactRoutes
{
    public static void MapContacts(this WebApplication app)
    {
        var contacts = app.MapRoom("/contacts");
        ListContacts.Map(contacts);
        GetContact.Map(contacts);
        DeleteContact.Map(contacts);
        UndeleteContact.Map(contacts);

        var imports = app.MapRoom("/imports");
        ListImports.Map(imports);
        ImportContacts.Map(imports);

        ListContactFields.Map(app.MapRoom("/contact-fields"));
    }
}
