using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Sends;

public static class SendRoutes
{
    public static void MapSends(this WebApplication app)
    {
        var campaigns = app.MapRoom("/campaigns");
        ListDecisions.Map(campaigns);
        GetLedger.Map(campaigns);

        var messages = app.MapRoom("/messages");
        GetMessage.Map(messages);
        ResolveMessage.Map(messages);

        var enrolments = app.MapRoom("/enrolments");
        StopEnrolment.Map(enrolments);
        WriteAllTheSame.Map(enrolments);
    }
}
