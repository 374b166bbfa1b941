namespace LeadFuel.Reach.Providers.Anthropic;

/// <summary>What this service asks Claude for.</summary>
public static class Claude
{
    public static readonly Purpose Drafting = new(
        "reach.drafting",
        "Writes the draft of a campaign's mail, after the exact request was shown.",
        "icp profile",
        "persona",
        "draft text",
        "instructions"
    );

    public static readonly Provider Provider = new(ClaudeClient.Name, ClaudeClient.Address)
    {
        Purposes = [Drafting],
        Keeps = ClaudeClient.Keeps,
        Streams = true,
    };
}
