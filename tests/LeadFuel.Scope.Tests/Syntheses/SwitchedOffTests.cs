using System.Net;
using LeadFuel.Accounts;
using LeadFuel.Prompts;
using LeadFuel.Providers;
using LeadFuel.Scope.Syntheses;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LeadFuel.Scope.Tests.Syntheses;

/// <summary>An operator switches Anthropic off: nothing is begun, and what waits goes on afterwards.</summary>
public sealed class SwitchedOffTests(Suite suite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_begun_while_Anthropic_is_off_and_another_account_is_not_held_up()
    {
        var profile = await Profile.Answered(suite);
        var eve = await Profile.Answered(suite);
        await Switch(profile, "off");

        var refused = await (await profile.Start()).Problem(
            HttpStatusCode.ServiceUnavailable,
            "provider-disabled"
        );

        Assert.Contains("Back at noon.", refused.Text("detail"), StringComparison.Ordinal);
        Assert.True((await profile.Icp()).IsNull("synthesis"));
        Assert.Equal("succeeded", (await eve.Write()).Text("state"));
        await Switch(profile, "on");
        Assert.Equal("succeeded", (await profile.Write()).Text("state"));
    }

    [Fact]
    public async Task What_waits_when_it_is_switched_off_is_written_when_it_is_on_again()
    {
        var profile = await Profile.Answered(suite);
        await Switch(profile, "off");
        var id = await StartUnseen(profile);

        var told = await Stream.Follow(
            profile.Member.Scope,
            $"/syntheses/{id}/events",
            one => one.Kind == "state" && one.Body.TryGetProperty("waits", out _)
        );

        Assert.Equal("Back at noon.", told[^1].Body.Text("waits"));
        Assert.Equal("queued", (await profile.Member.Scope.Json($"/syntheses/{id}")).Text("state"));
        Assert.Empty(await profile.Sent());

        await Switch(profile, "on");
        await Wait.Until(
            async () =>
            {
                await Sql(
                    profile,
                    "update jobs set run_at = now() where account_email = $1 and state = 0 and kind = 'scope.synthesise'"
                );
                await Sql(profile, "update job_lanes set next_at = now() where account_email = $1");
                return (await profile.Member.Scope.Json($"/syntheses/{id}")).Text("state")
                    == "succeeded";
            },
            () => "it is not written"
        );
        Assert.Single(await profile.Sent());
        Assert.Equal(
            1,
            await Sql(profile, "select 1 from syntheses where account_email = $1 and runs = 1")
        );
    }

    /// <summary>Begun by a replica that has not read yet that the switch is off.</summary>
    private async Task<Guid> StartUnseen(Profile profile)
    {
        var preview = await profile.Preview();
        await using var scope = suite.Scope.Provider.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services
            .GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(profile.Member.Email), profile.Member.Email);
        var begun = await StartSynthesis.Handle(
            Guid.Parse(profile.Id),
            new StartSynthesis.Request(preview.Text("hash")),
            services.GetRequiredService<ScopeDb>(),
            services.GetRequiredService<ClaudeClient>(),
            services.GetRequiredService<ContactGuard>(),
            services.GetRequiredService<IConfiguration>(),
            new SwitchBoard(
                services.GetRequiredService<NpgsqlDataSource>(),
                NullLogger<SwitchBoard>.Instance
            ),
            services.GetRequiredService<TimeProvider>(),
            Ct
        );
        return begun.Value!.Id;
    }

    private async Task Switch(Profile profile, string state)
    {
        await Sql(
            profile,
            "insert into provider_switches (account_email, provider, state, says) values ($1, 'Anthropic', $2, 'Back at noon.') on conflict (account_email, provider) do update set state = excluded.state",
            state
        );
        await suite.Scope.Provider.GetRequiredService<SwitchBoard>().Read(Ct);
    }

    private async Task<object?> Sql(Profile profile, string sql, params object[] more)
    {
#pragma warning disable CA2100 // Fixed texts.
        await using var command = suite.Sql("scope").CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in more.Prepend(profile.Member.Email))
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(Ct);
    }
}
