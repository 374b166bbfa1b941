using System.Security.Cryptography;
using LeadFuel.Accounts;
using Microsoft.Extensions.Configuration;

namespace LeadFuel.Testing.Services;

/// <summary>The signing keys of a suite: every test may speak as any service, to see what each is allowed.</summary>
public sealed class TestTokens : IDisposable
{
    private readonly Dictionary<string, (string Private, string Public)> keys = [];
    private readonly Dictionary<string, TokenKeys> loaded = [];
    private readonly Dictionary<string, TokenMint> mints = [];

    internal TestTokens(IEnumerable<string> services, TimeProvider clock)
    {
        foreach (var service in services)
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            keys[service] = (
                Convert.ToBase64String(pair.ExportPkcs8PrivateKey()),
                Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo())
            );
        }

        foreach (var service in keys.Keys)
        {
            var settings = new Dictionary<string, string?>(Settings(service)!)
            {
                ["Service:Name"] = service,
            };
            loaded[service] = new TokenKeys(
                new ConfigurationBuilder().AddInMemoryCollection(settings).Build()
            );
            mints[service] = new TokenMint(loaded[service], clock);
        }
    }

    /// <summary>As `issuer` would mint it for `audience`.</summary>
    public string Mint(string audience, TokenClaims claims, string issuer = "gateway") =>
        mints[issuer].Mint(audience, claims);

    /// <summary>The private part, one line of PKCS#8: for tokens that no service would mint.</summary>
    public string KeyOf(string service) => keys[service].Private;

    /// <summary>The name under which the others know a service's key.</summary>
    public string KeyIdOf(string service) => loaded[service].Own.Kid;

    internal Dictionary<string, string> Settings(string service)
    {
        var settings = keys.ToDictionary(
            key => $"Tokens:Public:{key.Key}:0",
            key => key.Value.Public
        );
        settings["Tokens:Key"] = keys[service].Private;
        return settings;
    }

    public void Dispose()
    {
        foreach (var key in loaded.Values)
        {
            key.Dispose();
        }
    }
}
