using LeadFuel.Secrets;

namespace LeadFuel.Prompts;

/// <summary>The account's own key of Anthropic, asked anew for each call; null when it has brought none.</summary>
public delegate Task<Secret?> OwnKey(CancellationToken ct);
