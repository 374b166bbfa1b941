using LeadFuel.Signal.Attempts;
using LeadFuel.Signal.Generations;

namespace LeadFuel.Signal.Posts;

public static class PostRoutes
{
    public static void MapPosts(this WebApplication app)
    {
        var posts = app.MapRoom("/posts");
        ListPosts.Map(posts);
        GetPost.Map(posts);
        WritePost.Map(posts);
        DeletePost.Map(posts);
        PublishPost.Map(posts);
        TakeBackPost.Map(posts);
        ResolvePost.Map(posts);
        GetAttempts.Map(posts);
        PreviewPrompt.Map(posts);
        StartGeneration.Map(posts);
    }
}
