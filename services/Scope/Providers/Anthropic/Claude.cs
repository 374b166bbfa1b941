namespace LeadFuel.Scope.Providers.Anthropic;

/// <summary>What this service asks Claude for.</summary>
public static class Claude
{
    public static readonly Purpose Synthesis = new(
        "scope.synthesis",
        "Writes an ideal customer profile from the answers typed into Scope, after the exact request was shown.",
        "icp answers",
        "instructions"
    );

    /// <summary>The same, with what a person included of a contact for this one request.</summary>
    public static readonly Purpose SynthesisWithContact = Synthesis with
    {
        Categories = [.. Synthesis.Categories, "details of a contact that you included"],
    };

    public static readonly Provider Provider = new(ClaudeClient.Name, ClaudeClient.Address)
    {
        Purposes = [ClaudeClient.MayBringKey(SynthesisWithContact)],
        Keeps = ClaudeClient.Keeps,
        Streams = true,
    };
}
