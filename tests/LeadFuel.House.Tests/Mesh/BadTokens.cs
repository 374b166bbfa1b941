using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>Every token that looks right and is not.</summary>
internal static class BadTokens
{
    public static IReadOnlyList<(string What, string? Token)> Forged(
        Suite suite,
        string service,
        string account
    )
    {
        var claims = new TokenClaims(account) { Account = account };
        var other = service == "core" ? "scope" : "core";
        using var gateway = Key(suite.Tokens.KeyOf("gateway"));
        using var reach = Key(suite.Tokens.KeyOf("reach"));
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = suite.Tokens.KeyIdOf("gateway");
        var good = suite.Tokens.Mint(service, claims);
        var parts = good.Split('.');
        return
        [
            ("no token", null),
            ("no token at all but text", "let-me-in"),
            ("a key nobody knows, under the gateway's name", Sign(foreign, kid, service, account)),
            ("a key under no name", Sign(foreign, "gateway/0000000000000000", service, account)),
            (
                "another service's key that speaks as the gateway",
                Sign(reach, suite.Tokens.KeyIdOf("reach"), service, account)
            ),
            ("meant for another service", suite.Tokens.Mint(other, claims)),
            ("expired", Sign(gateway, kid, service, account, from: -120, seconds: 60)),
            ("not valid yet", Sign(gateway, kid, service, account, from: 60, seconds: 60)),
            ("good for an hour", Sign(gateway, kid, service, account, seconds: 3600)),
            ("of another type", Sign(gateway, kid, service, account, type: "JWT")),
            ("without a signature", $"{parts[0]}.{parts[1]}."),
            (
                "algorithm none",
                $"{Text($$"""{"alg":"none","typ":"lf+jwt","kid":"{{kid}}"}""")}.{parts[1]}."
            ),
            ("signed with the public key as a password", SignByPassword(gateway, kid, parts[1])),
            ("with a changed account", $"{parts[0]}.{Change(parts[1], account)}.{parts[2]}"),
        ];
    }

    /// <summary>Well made, for no account.</summary>
    public static IReadOnlyList<(string What, string? Token)> OfNobody(
        Suite suite,
        string service
    ) =>
        [
            ("of nobody's account", suite.Tokens.Mint(service, new TokenClaims("service"))),
            (
                "for a public route that is not this one",
                suite.Tokens.Mint(service, new TokenClaims("anonymous") { Route = "no-such-route" })
            ),
        ];

    private static ECDsa Key(string pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(pkcs8), out _);
        return key;
    }

    private static string Sign(
        ECDsa key,
        string kid,
        string audience,
        string account,
        int from = 0,
        int seconds = 60,
        string type = TokenKeys.Type
    )
    {
        var start = DateTime.UtcNow.AddSeconds(from);
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "gateway",
                Audience = audience,
                IssuedAt = start,
                NotBefore = start,
                Expires = start.AddSeconds(seconds),
                TokenType = type,
                Subject = new ClaimsIdentity([
                    new Claim("sub", account),
                    new Claim("account", account),
                ]),
                SigningCredentials = new SigningCredentials(
                    new ECDsaSecurityKey(key)
                    {
                        KeyId = kid,
                        CryptoProviderFactory = new CryptoProviderFactory
                        {
                            CacheSignatureProviders = false,
                        },
                    },
                    TokenKeys.Algorithm
                ),
            }
        );
    }

    private static string SignByPassword(ECDsa key, string kid, string payload)
    {
        var head = Text($$"""{"alg":"HS256","typ":"lf+jwt","kid":"{{kid}}"}""");
        var mac = HMACSHA256.HashData(
            key.ExportSubjectPublicKeyInfo(),
            Encoding.ASCII.GetBytes($"{head}.{payload}")
        );
        return $"{head}.{payload}.{Base64Url.EncodeToString(mac)}";
    }

    private static string Change(string payload, string account) =>
        Text(
            Encoding
                .UTF8.GetString(Base64Url.DecodeFromChars(payload))
                .Replace(account, "eve" + account, StringComparison.Ordinal)
        );

    private static string Text(string json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
