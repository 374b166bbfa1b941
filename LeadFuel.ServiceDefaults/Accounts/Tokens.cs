using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadFuel.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeadFuel.Accounts;

/// <summary>What an internal token says: who asks, for which account, on which public route, in whose stead.</summary>
public sealed record TokenClaims(string Subject)
{
    public string? Account { get; init; }
    public string? Route { get; init; }
    public string? SessionId { get; init; }
    public DateTimeOffset? SignedInAt { get; init; }
    public string? Browser { get; init; }
    public string? Network { get; init; }
    public string? Peer { get; init; }
    public string? OldSession { get; init; }
    public Viewing? Viewing { get; init; }

    /// <summary>When the session or viewing behind it ends. It goes along from service to service: no token outlives it.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>This service's signing key and the public keys of the others.</summary>
public sealed class TokenKeys : IDisposable
{
    public const string Algorithm = SecurityAlgorithms.EcdsaSha256;
    public const string Type = "lf+jwt";

    private readonly List<ECDsa> keys = [];
    private readonly Dictionary<string, (string Issuer, ECDsaSecurityKey Key)> known = [];

    public TokenKeys(IConfiguration configuration)
    {
        Service =
            configuration["Service:Name"]
            ?? throw new StartRefusedException("Service:Name is missing in appsettings.json.");
        if (configuration["Tokens:Key"] is { Length: > 0 } own)
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(own), out _);
            keys.Add(key);
            Own = new SigningCredentials(
                new ECDsaSecurityKey(key) { KeyId = KeyId(Service, key) },
                Algorithm
            );
        }

        foreach (var issuer in configuration.GetSection("Tokens:Public").GetChildren())
        {
            foreach (var part in issuer.GetChildren().Select(child => child.Value).OfType<string>())
            {
                var key = ECDsa.Create();
                key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(part), out _);
                keys.Add(key);
                var id = KeyId(issuer.Key, key);
                known[id] = (issuer.Key, new ECDsaSecurityKey(key) { KeyId = id });
            }
        }

        if (known.Count == 0 || Own is null)
        {
            throw new StartRefusedException(
                "Tokens:Key and Tokens:Public are missing. Start the suite with LeadFuel.AppHost, which makes them."
            );
        }
    }

    public string Service { get; }

    public SigningCredentials Own { get; }

    public (string Issuer, ECDsaSecurityKey Key)? Find(string keyId) =>
        known.TryGetValue(keyId, out var found) ? found : null;

    public void Dispose() => keys.ForEach(key => key.Dispose());

    private static string KeyId(string issuer, ECDsa key) =>
        $"{issuer}/{Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16]}";
}

/// <summary>Mints tokens that live 60 seconds, and hands the same one out for half its life.</summary>
public sealed class TokenMint(TokenKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private const int MaxKept = 10_000;
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<
        (string Audience, TokenClaims Claims),
        (string Token, DateTimeOffset Until)
    > kept = new();

    /// <summary>A token for one service, worth 60 seconds or what is left of the session or viewing behind it.</summary>
    public string Mint(string audience, TokenClaims claims)
    {
        var now = clock.GetUtcNow();
        if (kept.TryGetValue((audience, claims), out var known) && known.Until > now)
        {
            return known.Token;
        }

        var expires = claims.EndsAt is { } end && end < now + Life ? end : now + Life;
        var token = handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = keys.Service,
                Audience = audience,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = expires.UtcDateTime,
                TokenType = TokenKeys.Type,
                SigningCredentials = keys.Own,
                Claims = Claims(claims),
            }
        );
        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }

        kept[(audience, claims)] = (token, now + ((expires - now) / 2));
        return token;
    }

    private static Dictionary<string, object> Claims(TokenClaims claims)
    {
        var set = new Dictionary<string, object>
        {
            ["sub"] = claims.Subject,
            ["jti"] = Guid.CreateVersion7().ToString("N"),
        };
        void Add(string name, object? value)
        {
            if (value is not null)
            {
                set[name] = value;
            }
        }

        Add("account", claims.Account);
        Add("route", claims.Route);
        Add("sid", claims.SessionId);
        Add("auth_time", claims.SignedInAt?.ToUnixTimeSeconds());
        Add("browser", claims.Browser);
        Add("net", claims.Network);
        Add("ends", claims.EndsAt?.ToUnixTimeMilliseconds());
        Add("peer", claims.Peer);
        Add("old", claims.OldSession);
        if (claims.Viewing is { } viewing)
        {
            set["act"] = new Dictionary<string, object>
            {
                ["sub"] = viewing.Operator,
                ["imp"] = viewing.ImpersonationId,
                ["write"] = viewing.Write,
            };
        }

        return set;
    }
}

/// <summary>Verifies tokens: algorithm, type, issuer by key, audience, times. Remembers a verified token until it expires.</summary>
public sealed class TokenCheck(TokenKeys keys, TimeProvider clock)
{
    private const int MaxKept = 10_000;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<
        string,
        (string Issuer, TokenClaims Claims, DateTimeOffset Expires)
    > verified = new();

    /// <summary>The issuer and claims of a valid token for this service; null for any other text.</summary>
    public async Task<(string Issuer, TokenClaims Claims)?> Verify(string token)
    {
        var now = clock.GetUtcNow();
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (verified.TryGetValue(hash, out var known))
        {
            return known.Expires > now ? (known.Issuer, known.Claims) : null;
        }

        var result = await handler.ValidateTokenAsync(token, Parameters(now));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            return null;
        }

        var claims = Read(jwt);
        if (verified.Count >= MaxKept)
        {
            verified.Clear();
        }

        verified[hash] = (jwt.Issuer, claims, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
        return (jwt.Issuer, claims);
    }

    private TokenValidationParameters Parameters(DateTimeOffset now) =>
        new()
        {
            ValidAlgorithms = [TokenKeys.Algorithm],
            ValidTypes = [TokenKeys.Type],
            ValidAudience = keys.Service,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = false,
            IssuerSigningKeyResolver = (_, _, kid, _) =>
                keys.Find(kid) is { } found ? [found.Key] : [],
            // A key signs for its own service only: a stolen one cannot speak as the gateway.
            IssuerValidator = (issuer, token, _) =>
                keys.Find(((JsonWebToken)token).Kid) is { } found && found.Issuer == issuer
                    ? issuer
                    : throw new SecurityTokenInvalidIssuerException(
                        "The key belongs to another issuer."
                    ),
            LifetimeValidator = (from, until, _, _) =>
                until is { } end
                && end > now.UtcDateTime
                && end <= now.UtcDateTime + TokenMint.Life + Skew
                && (from is null || from <= now.UtcDateTime + Skew),
        };

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private static TokenClaims Read(JsonWebToken jwt)
    {
        string? Text(string name) =>
            jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;
        Viewing? viewing = null;
        if (jwt.TryGetPayloadValue<JsonElement>("act", out var act))
        {
            viewing = new Viewing(
                act.GetProperty("sub").GetString()!,
                act.GetProperty("imp").GetString()!,
                act.GetProperty("write").GetBoolean()
            );
        }

        return new TokenClaims(jwt.Subject)
        {
            Account = Text("account"),
            Route = Text("route"),
            SessionId = Text("sid"),
            SignedInAt = jwt.TryGetPayloadValue<long>("auth_time", out var at)
                ? DateTimeOffset.FromUnixTimeSeconds(at)
                : null,
            Browser = Text("browser"),
            Network = Text("net"),
            Peer = Text("peer"),
            OldSession = Text("old"),
            Viewing = viewing,
            EndsAt = jwt.TryGetPayloadValue<long>("ends", out var ends)
                ? DateTimeOffset.FromUnixTimeMilliseconds(ends)
                : null,
        };
    }
}
