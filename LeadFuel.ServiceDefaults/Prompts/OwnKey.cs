using LeadFuel.Secrets;

namespace LeadFuel.Prompts;

/// <summary>The account's own key of Anthropic, asked anew for each call; null when it has brought none.</summary>
public delegate Task<Secret?> OwnKey(CancellationToken ct);

/// <summary>Tells Core that Anthropic refused the account's own key, so that the account sees it. A failure to tell changes nothing.</summary>
public delegate Task TellKeyRefused(Secret key, CancellationToken ct);
