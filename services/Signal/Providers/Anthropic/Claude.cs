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

    public static readonly Provider Provider = new(ClaudeClient.Name, ClaudeClient.Address)
    {
        Purposes = [ClaudeClient.MayBringKey(Posts)],
        Keeps = ClaudeClient.Keeps,
        Streams = true,
    };
}
