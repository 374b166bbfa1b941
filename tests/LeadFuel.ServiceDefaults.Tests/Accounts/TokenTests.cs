using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using LeadFuel.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeadFuel.ServiceDefaults.Tests.Accounts;

[Claim("T49")]
public sealed class TokenTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
    );
    private readonly ECDsa gatewayKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa reachKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenKeys gateway;
    private readonly TokenKeys reach;
    private readonly TokenKeys core;

    public TokenTests() =>
        (gateway, reach, core) = (
            Keys("gateway", gatewayKey),
            Keys("reach", reachKey),
            Keys("core", reachKey)
        );

    [Fact]
    public async Task What_was_minted_is_what_is_read()
    {
        var claims = new TokenClaims("ada@example.com")
        {
            Account = "ada@example.com",
            SessionId = "s1",
            SignedInAt = clock.GetUtcNow(),
            Network = "10.0.0.0/24",
            Viewing = new Viewing("operator:7", "imp1", Write: false),
            EndsAt = clock.GetUtcNow().AddMinutes(30),
        };
        var verified = await new TokenCheck(core, clock).Verify(
            new TokenMint(gateway, clock).Mint("core", claims)
        );
        Assert.Equal(("gateway", claims), verified);
    }

    [Fact]
    public async Task It_opens_only_the_service_it_was_minted_for()
    {
        var token = new TokenMint(gateway, clock).Mint("scope", new TokenClaims("a"));
        Assert.Null(await new TokenCheck(core, clock).Verify(token));
    }

    [Fact]
    public async Task It_is_worth_sixty_seconds_and_no_more()
    {
        var check = new TokenCheck(core, clock);
        var token = new TokenMint(gateway, clock).Mint("core", new TokenClaims("a"));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(await check.Verify(token));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await check.Verify(token));
        Assert.Null(await new TokenCheck(core, clock).Verify(token));
    }

    [Fact]
    public async Task It_never_outlives_the_session_behind_it()
    {
        var ends = clock.GetUtcNow().AddSeconds(5);
        var token = new TokenMint(gateway, clock).Mint(
            "reach",
            new TokenClaims("a") { EndsAt = ends }
        );
        clock.Advance(TimeSpan.FromSeconds(4));
        var (_, claims) = (await new TokenCheck(reach, clock).Verify(token))!.Value;
        Assert.Equal(ends, claims.EndsAt);

        // Nor does the one that this service mints for the next.
        var next = new TokenMint(reach, clock).Mint("core", claims);
        Assert.NotNull(await new TokenCheck(core, clock).Verify(next));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await new TokenCheck(reach, clock).Verify(token));
        Assert.Null(await new TokenCheck(core, clock).Verify(next));
        var late = new TokenMint(reach, clock).Mint("core", claims);
        Assert.Null(await new TokenCheck(core, clock).Verify(late));
    }

    [Fact]
    public async Task A_services_key_cannot_speak_as_the_gateway()
    {
        var forged = Sign(
            new ECDsaSecurityKey(reachKey) { KeyId = new TokenKeysId(reach).Value },
            "gateway",
            TokenKeys.Type
        );
        Assert.Null(await new TokenCheck(core, clock).Verify(forged));
    }

    [Fact]
    public async Task Another_key_algorithm_or_type_is_refused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = new TokenKeysId(gateway).Value;
        var check = new TokenCheck(core, clock);
        Assert.Null(
            await check.Verify(
                Sign(new ECDsaSecurityKey(foreign) { KeyId = kid }, "gateway", TokenKeys.Type)
            )
        );
        Assert.Null(
            await check.Verify(
                Sign(new ECDsaSecurityKey(gatewayKey) { KeyId = kid }, "gateway", "JWT")
            )
        );
        var spki = gatewayKey.ExportSubjectPublicKeyInfo();
        Assert.Null(
            await check.Verify(
                Sign(
                    new SymmetricSecurityKey(spki) { KeyId = kid },
                    "gateway",
                    TokenKeys.Type,
                    SecurityAlgorithms.HmacSha256
                )
            )
        );
        Assert.Null(await check.Verify(Unsigned(kid)));
        Assert.Null(await check.Verify("not a token"));
        Assert.NotNull(
            await check.Verify(
                Sign(new ECDsaSecurityKey(gatewayKey) { KeyId = kid }, "gateway", TokenKeys.Type)
            )
        );
    }

    [Fact]
    public void The_same_token_is_handed_out_for_half_its_life_and_only_for_equal_claims()
    {
        var mint = new TokenMint(gateway, clock);
        var ada = new TokenClaims("ada@example.com") { Account = "ada@example.com" };
        var first = mint.Mint("core", ada);
        Assert.Equal(first, mint.Mint("core", ada with { }));
        Assert.NotEqual(first, mint.Mint("core", ada with { Account = "eve@example.com" }));
        Assert.NotEqual(
            first,
            mint.Mint("core", ada with { Viewing = new Viewing("operator:7", "i", Write: false) })
        );
        Assert.NotEqual(first, mint.Mint("reach", ada));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.NotEqual(first, mint.Mint("core", ada));
    }

    public void Dispose()
    {
        gateway.Dispose();
        reach.Dispose();
        core.Dispose();
        gatewayKey.Dispose();
        reachKey.Dispose();
    }

    private string Sign(
        SecurityKey key,
        string issuer,
        string type,
        string algorithm = SecurityAlgorithms.EcdsaSha256
    ) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = "core",
                IssuedAt = clock.GetUtcNow().UtcDateTime,
                NotBefore = clock.GetUtcNow().UtcDateTime,
                Expires = clock.GetUtcNow().AddSeconds(60).UtcDateTime,
                TokenType = type,
                SigningCredentials = new SigningCredentials(key, algorithm),
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = "ada@example.com",
                    ["account"] = "ada@example.com",
                },
            }
        );

    private string Unsigned(string kid)
    {
        static string Encode(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));
        var expires = clock.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds();
        return Encode($$"""{"alg":"none","typ":"lf+jwt","kid":"{{kid}}"}""")
            + "."
            + Encode(
                $$"""{"iss":"gateway","aud":"core","exp":{{expires}},"sub":"a","account":"ada@example.com"}"""
            )
            + ".";
    }

    private TokenKeys Keys(string service, ECDsa own) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Service:Name"] = service,
                        ["Tokens:Key"] = Convert.ToBase64String(own.ExportPkcs8PrivateKey()),
                        ["Tokens:Public:gateway:0"] = Convert.ToBase64String(
                            gatewayKey.ExportSubjectPublicKeyInfo()
                        ),
                        ["Tokens:Public:reach:0"] = Convert.ToBase64String(
                            reachKey.ExportSubjectPublicKeyInfo()
                        ),
                    }
                )
                .Build()
        );

    private sealed record TokenKeysId(TokenKeys Keys)
    {
        public string Value => Keys.Own.Kid;
    }
}
