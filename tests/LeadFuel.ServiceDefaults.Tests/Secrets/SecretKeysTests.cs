using System.Security.Cryptography;
using LeadFuel.Secrets;
using LeadFuel.Telemetry;
using LeadFuel.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace LeadFuel.ServiceDefaults.Tests.Secrets;

[Claim("T12")]
public sealed class SecretKeysTests
{
    private const string Ada = "ada@example.com";
    private const string Bob = "bob@example.com";
    private static readonly string First = Convert.ToBase64String(
        RandomNumberGenerator.GetBytes(32)
    );
    private static readonly string Second = Convert.ToBase64String(
        RandomNumberGenerator.GetBytes(48)
    );

    [Theory]
    [InlineData("", "must be 32 or more random bytes")]
    [InlineData("c2hvcnQ=", "has 5 bytes; 32 are needed")]
    [InlineData(
        "not base64 at all, but long enough to be a key",
        "must be 32 or more random bytes"
    )]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sample or too regular")]
    [InlineData("changemechangemechangemechangemechangemecha=", "sample or too regular")]
    public void Outside_development_a_missing_or_weak_key_stops_the_start(string key, string says)
    {
        var refused = Assert.Throws<StartRefusedException>(() =>
            Keys(Environments.Production, key)
        );
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_account_or_purpose_opens_nothing()
    {
        var keys = Keys(Environments.Production, First);
        var token = keys.Seal("core.secret", Ada, "sk-ant-1");
        Assert.Equal("sk-ant-1", keys.Open("core.secret", Ada, token).Reveal());
        Assert.Throws<FernetException>(() => keys.Open("core.secret", Bob, token));
        Assert.Throws<FernetException>(() => keys.Open("signal.oauth", Ada, token));
    }

    [Fact]
    public void A_key_is_changed_without_a_failed_read()
    {
        var before = Keys(Environments.Production, First);
        var token = before.Seal("core.secret", Ada, "kept");

        var during = Keys(Environments.Production, Second, First);
        Assert.Equal("kept", during.Open("core.secret", Ada, token).Reveal());
        var resealed = during.Reseal("core.secret", Ada, token);
        Assert.NotNull(resealed);
        Assert.Null(during.Reseal("core.secret", Ada, resealed));

        var after = Keys(Environments.Production, Second);
        Assert.Equal("kept", after.Open("core.secret", Ada, resealed).Reveal());
        Assert.Throws<FernetException>(() => after.Open("core.secret", Ada, token));
    }

    [Fact]
    public void A_secret_does_not_show_itself() =>
        Assert.Equal(
            "*** ***",
            $"{new Secret("sk-1")} {Keys(Environments.Production, First).Open("a", Ada, Keys(Environments.Production, First).Seal("a", Ada, "x"))}"
        );

    private static SecretKeys Keys(string environment, string key, string? previous = null) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["SECRET_KEY"] = key,
                        ["SECRET_KEY_PREVIOUS"] = previous,
                    }
                )
                .Build(),
            new HostingEnvironment { EnvironmentName = environment },
            TimeProvider.System
        );
}
