using System.Threading.RateLimiting;
using LeadFuel.Gateway.Impersonation;
using LeadFuel.Gateway.Routes;

namespace LeadFuel.Gateway.Sessions;

/// <summary>Whom one request turned out to come from; a request has one only after every check has passed.</summary>
internal sealed class Caller(RoutePolicy policy, TokenClaims claims) : IDisposable
{
    public RoutePolicy Policy => policy;

    public TokenClaims Claims => claims;

    public DateTimeOffset? EndsAt => claims.EndsAt;

    public string? Account => claims.Account;

    public Session? Session { get; init; }

    public ViewedAccount? Viewing { get; init; }

    /// <summary>Its place among the requests under way; a stream gives it back when it begins to flow.</summary>
    public RateLimitLease? Place { get; init; }

    public void Dispose() => Place?.Dispose();
}
