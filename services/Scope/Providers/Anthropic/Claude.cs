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

    public static readonly Provider Provider = new(ClaudeClient.Name, ClaudeClient.Address)
    {
        Purposes = [ClaudeClient.MayBringKey(Synthesis)],
        Keeps = ClaudeClient.Keeps,
        Streams = true,
    };
}
