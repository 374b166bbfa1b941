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

    /// <summary>The same, with what a person ticked of one contact for this one request.</summary>
    public static readonly Purpose DraftingWithContact = Drafting with
    {
        Categories = [.. Drafting.Categories, "details of a contact that you ticked or included"],
    };

    public static readonly Provider Provider = new(ClaudeClient.Name, ClaudeClient.Address)
    {
        Purposes = [ClaudeClient.MayBringKey(DraftingWithContact)],
        Keeps = ClaudeClient.Keeps,
        Streams = true,
    };
}
