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
    public async Task After_a_change_of_the_key_every_address_password_and_client_secret_is_sealed_anew()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var (ada, eve) = (await Crm.HubSpot(own), await Crm.Pipedrive(own));
        var (address, password) = (
            (await ada.Get()).Text("address"),
            (await ada.Get()).Text("password")
        );
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

        // Three of ada's, and eve's address and password.
        Assert.Equal(5, await reseal.Run(Ct));
        Assert.Equal(0, await reseal.Run(Ct));

        var dropped = new CrmSecrets(new SecretKeys(own.Time, Convert.FromBase64String(New)));
        var row = await Row(own, ada.Member);
        Assert.EndsWith($"/{dropped.Token(row)}", address, StringComparison.Ordinal);
        Assert.Equal(Crm.Secret, dropped.Open(row)!.Reveal());
        Assert.NotNull(dropped.Token(await Row(own, eve.Member)));
        Assert.Equal(password, dropped.Password(row));
        Assert.True(dropped.IsPassword(row, password, own.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_password_is_taken_even_when_the_key_it_was_made_under_is_gone()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var (ada, eve) = (await Crm.Pipedrive(own), await Crm.Pipedrive(own));
        var password = (await ada.Get()).Text("password");
        var row = await Row(own, ada.Member);
        // It was never sealed anew, so it can be taken but not shown.
        var dropped = new CrmSecrets(new SecretKeys(own.Time, Convert.FromBase64String(New)));
        Assert.True(dropped.IsPassword(row, password, own.Time.GetUtcNow()));
        Assert.False(
            dropped.IsPassword(row, (await eve.Get()).Text("password"), own.Time.GetUtcNow())
        );
        Assert.Null(dropped.Password(row));
    }

    [Fact]
    public async Task The_first_passwords_which_were_derived_outlive_the_key_as_well()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "gateway"],
            }
        );
        var crm = await Crm.Pipedrive(own);
        // As the first addresses were made, and what the migration asks for.
        await using (
            var early = own.Sql("scope")
                .CreateCommand(
                    """
                    update crm_connections set password = null, password_hash = null, password_number = 1 where account_email = $1;
                    """
                )
        )
        {
            early.Parameters.Add(new() { Value = crm.Member.Email });
            await early.ExecuteNonQueryAsync(Ct);
        }

        var shown = (await crm.Get()).Text("password");
        await crm.Aim(crm);
        var deal = await crm.Deal();
        Assert.Equal((int[])[204], await crm.Win(deal));
        await using (
            var ask = own.Sql("scope")
                .CreateCommand(
                    """
                    with lane as (update job_lanes set next_at = now() where account_email = $1)
                    insert into jobs (account_email, id, kind, payload, state, attempts, run_at, dedupe_key, runs_in_grace, created_at)
                    values ($1, $2, 'scope.seal-passwords', '{}', 0, 0, now(), 'scope.seal-passwords', true, now())
                    """
                )
        )
        {
            ask.Parameters.Add(new() { Value = crm.Member.Email });
            ask.Parameters.Add(new() { Value = Guid.CreateVersion7() });
            await ask.ExecuteNonQueryAsync(Ct);
        }

        await own.Drain(crm.Member, "scope.seal-passwords");
        Assert.Equal(shown, (await crm.Get()).Text("password"));
        var dropped = new CrmSecrets(new SecretKeys(own.Time, Convert.FromBase64String(New)));
        Assert.True(dropped.IsPassword(await Row(own, crm.Member), shown, own.Time.GetUtcNow()));
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
