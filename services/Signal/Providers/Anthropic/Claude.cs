namespace LeadFuel.Signal.Providers.Anthropic;

/// <summary>What this service asks Claude for.</summary>
public static class Claude
{
    public static readonly Purpose Posts = new(
        "signal.posts",
        "Writes variants of a LinkedIn post, after the exact request was shown.",
        "icp profile",
        "persona",
        "draft text",
        "instructions"
    );

    /// <summary>The same, with what a person included of a contact for this one request.</summary>
    public static readonly Purpose PostsWithContact = Posts with
    {
        Categories = [.. Posts.Categories, "details of a contact that you included"],
    };

    public static readonly Provider Provider = new(ClaudeClient.Name, ClaudeClient.Address)
    {
        Purposes = [ClaudeClient.MayBringKey(PostsWithContact)],
        Keeps = ClaudeClient.Keeps,
        Streams = true,
    };
}
