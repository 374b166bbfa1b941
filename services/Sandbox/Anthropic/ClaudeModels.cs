namespace LeadFuel.Sandbox.Anthropic;

public sealed record ClaudeModel(string Id, string DisplayName, DateTimeOffset CreatedAt)
{
    public static readonly IReadOnlyList<ClaudeModel> All =
    [
        Made("claude-opus-5-5", "Claude Opus 5.5", 2026, 10),
        Made("claude-sonnet-5-5", "Claude Sonnet 5.5", 2026, 10),
        Made("claude-haiku-5-5", "Claude Haiku 5.5", 2026, 10),
        Made("claude-fable-5-2", "Claude Fable 5.2", 2026, 8),
        Made("claude-opus-5", "Claude Opus 5", 2026, 6),
        Made("claude-sonnet-5", "Claude Sonnet 5", 2026, 6),
        Made("claude-opus-4-8", "Claude Opus 4.8", 2026, 4),
        Made("claude-opus-4-7", "Claude Opus 4.7", 2026, 2),
        Made("claude-opus-4-6", "Claude Opus 4.6", 2026, 1),
        Made("claude-sonnet-4-6", "Claude Sonnet 4.6", 2026, 1),
        Made("claude-opus-4-5", "Claude Opus 4.5", 2025, 11),
        Made("claude-haiku-4-5", "Claude Haiku 4.5", 2025, 10),
        Made("claude-sonnet-4-5", "Claude Sonnet 4.5", 2025, 9),
    ];

    /// <summary>The newer ones refuse to go on from a begun answer.</summary>
    public bool TakesPrefill =>
        Id.Contains("-4-", StringComparison.Ordinal)
        && !Id.EndsWith("-4-8", StringComparison.Ordinal);

    private static ClaudeModel Made(string id, string name, int year, int month) =>
        new(id, name, new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero));
}
