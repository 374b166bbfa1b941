using LeadFuel.Reach.Threads;

namespace LeadFuel.Reach.Replies;

public static class ReplyRoutes
{
    public static void MapReplies(this WebApplication app)
    {
        ReceiveHook.Map(app);
        var replies = app.MapRoom("/replies");
        HandleReply.Map(replies);
        AssignReply.Map(replies);
        var threads = app.MapRoom("/threads");
        ListThreads.Map(threads);
        GetThread.Map(threads);
    }
}
