namespace LeadFuel.Reach.Senders;

public static class SenderRoutes
{
    public static void MapSenders(this WebApplication app)
    {
        var senders = app.MapRoom("/senders");
        ListSenders.Map(senders);
        AddSender.Map(senders);
        RenameSender.Map(senders);
        RemoveSender.Map(senders);
    }
}
