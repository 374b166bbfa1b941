namespace LeadFuel.Reach.ReplyAddresses;

public static class ReplyAddressRoutes
{
    public static void MapReplyAddresses(this WebApplication app)
    {
        var addresses = app.MapRoom("/reply-addresses");
        ListReplyAddresses.Map(addresses);
        SetUpReplyAddress.Map(addresses);
        SendProbe.Map(addresses);
        RemoveReplyAddress.Map(addresses);
    }
}
