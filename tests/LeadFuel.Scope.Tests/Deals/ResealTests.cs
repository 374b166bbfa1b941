using LeadFuel.Accounts;
using LeadFuel.Jobs;
using LeadFuel.Scope.CrmConnections;
using LeadFuel.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>A change of SECRET_KEY, after which the earlier one may be dropped.</summary>
public sealed class ResealTests(Suite suite)
{
    private const string Old = "dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE=";
    private const string New = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci1rZXkh";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Claim("T12")]
    public async Task After_a_change_of_the_key_every_address_and_client_secret_is_sealed_anew()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var (ada, eve) = (await Crm.HubSpot(own), await Crm.Pipedrive(own));
        var address = (await ada.Get()).Text("address");
        var keys = new SecretKeys(
            own.Time,
            Convert.FromBase64String(New),
            Convert.FromBase64String(Old)
        );
        await using var services = new ServiceCollection()
            .AddScoped<CurrentAccount>()
            .AddScoped<ServiceDb>(provider =>
                Open(own, provider.GetRequiredService<CurrentAccount>())
            )
            .AddSingleton(keys)
            .AddLogging()
            .BuildServiceProvider();
        var reseal = ActivatorUtilities.CreateInstance<ResealSecrets>(
            services,
            own.Scope.Provider.GetRequiredService<NpgsqlDataSource>(),
            own.Scope.Provider.GetRequiredService<IConfiguration>()
        );

        // Two of ada's, and eve's address.
        Assert.Equal(3, await reseal.Run(Ct));
        Assert.Equal(0, await reseal.Run(Ct));

        var dropped = new CrmSecrets(new SecretKeys(own.Time, Convert.FromBase64String(New)));
        var row = await Row(own, ada.Member);
        Assert.EndsWith($"/{dropped.Token(row)}", address, StringComparison.Ordinal);
        Assert.Equal(Crm.Secret, dropped.Open(row)!.Reveal());
        Assert.NotNull(dropped.Token(await Row(own, eve.Member)));
    }

    private static ScopeDb Open(Suite own, CurrentAccount account) =>
        new(
            new DbContextOptionsBuilder<ScopeDb>()
                .UseNpgsql(own.Login("scope"))
                .UseSnakeCaseNamingConvention()
                .Options,
            new ServiceScope(account, own.Time, new JobBell())
        );

    private static async Task<CrmConnection> Row(Suite own, Member member)
    {
        var account = new CurrentAccount();
        account.Enter(new AccountKey(member.Email), member.Email);
        await using var db = Open(own, account);
        await using var work = await db.Begin(Ct);
        return await db.CrmConnections.AsNoTracking().SingleAsync(Ct);
    }
}
