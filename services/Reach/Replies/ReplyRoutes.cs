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
        var files = app.MapRoom("/reply-files");
        DownloadReplyFile.Map(files);
        var threads = app.MapRoom("/threads");
        ListThreads.Map(threads);
        GetThread.Map(threads);
    }
}
