using LeadFuel.Admin.Operators;
using LeadFuel.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadFuel.Admin.Tests.Operators;

/// <summary>A change of SECRET_KEY, after which the earlier one may be dropped.</summary>
public sealed class ResealTests(Stage stage) : IClassFixture<Stage>
{
    private const string Old = "dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE=";
    private const string New = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci1rZXkh";

    [Fact]
    public async Task After_a_change_of_the_key_every_second_factor_is_sealed_anew()
    {
        var ct = TestContext.Current.CancellationToken;
        using var helper = await stage.Operator("support");
        using var reseal = ActivatorUtilities.CreateInstance<ResealFactors>(
            stage.Suite.Admin.Provider,
            Keys(New, Old)
        );

        // The helper's and the lead's.
        Assert.Equal(2, await reseal.Run(ct));
        Assert.Equal(0, await reseal.Run(ct));

        var dropped = Keys(New);
        foreach (var desk in (Desk[])[helper, stage.Lead])
        {
            var kept = await stage.Sql(
                "admin",
                "select totp_fernet from operators where email = $1",
                desk.Email
            );
            Assert.Equal(
                desk.Secret,
                dropped.Open(Operator.TotpPurpose, desk.Email, (string)kept!).Reveal()
            );
        }
    }

    private SecretKeys Keys(string key, string previous = "") =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("SECRET_KEY", key),
                    new("SECRET_KEY_PREVIOUS", previous),
                ])
                .Build(),
            stage.Suite.Admin.Provider.GetRequiredService<IHostEnvironment>(),
            stage.Suite.Time
        );
}
