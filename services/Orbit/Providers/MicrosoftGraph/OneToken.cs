using Microsoft.Kiota.Abstractions.Authentication;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>The SDK would hand a token to any host that a link names, and ask without one when there is none.</summary>
internal sealed class OneToken(string host) : IAccessTokenProvider
{
    public Secret? Value { get; set; }

    public AllowedHostsValidator AllowedHostsValidator { get; } = new([host]);

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri,
        Dictionary<string, object>? additionalAuthenticationContext = null,
        CancellationToken cancellationToken = default
    ) =>
        uri.Host == host && Value is { } token
            ? Task.FromResult(token.Reveal())
            : throw new InvalidOperationException("This token is for Microsoft Graph alone.");
}
