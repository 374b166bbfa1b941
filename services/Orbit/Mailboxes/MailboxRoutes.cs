namespace LeadFuel.Orbit.Mailboxes;

public static class MailboxRoutes
{
    public static void MapMailboxes(this WebApplication app)
    {
        var mailboxes = app.MapRoom("/mailboxes");
        ListMailboxes.Map(mailboxes);
        GetMailbox.Map(mailboxes);
        AuthorizeMailbox.Map(mailboxes);
        FinishMailbox.Map(mailboxes);
        ReadFolders.Map(mailboxes);
        StartMailbox.Map(mailboxes);
        ChangeMailbox.Map(mailboxes);
        SyncNow.Map(mailboxes);
        ListQuarantine.Map(mailboxes);
        DisconnectMailbox.Map(mailboxes);
    }
}
