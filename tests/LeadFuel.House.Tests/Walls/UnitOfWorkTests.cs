using LeadFuel.Accounts;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Providers;
using LeadFuel.Scope;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests.Walls;

/// <summary>A command runs inside a unit of work or not at all; a call that leaves runs outside of one or not at all.</summary>
public sealed class UnitOfWorkTests(Suite suite)
{
    [Fact]
    public async Task A_query_or_change_without_a_unit_of_work_throws()
    {
        await using var scope = await Entered();
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        var ct = TestContext.Current.CancellationToken;

        await Refused(() => db.Icps.ToListAsync(ct));
        await Refused(() => db.Icps.CountAsync(ct));
        await Refused(() => db.Icps.ExecuteDeleteAsync(ct));
        await Refused(() => db.Database.ExecuteSqlAsync($"delete from icps", ct));
        await Refused(() => db.Database.SqlQuery<int>($"select 1 as \"Value\"").ToListAsync(ct));

        await using var work = await db.Begin(ct);
        Assert.Empty(await db.Icps.ToListAsync(ct));
    }

    [Fact]
    public async Task A_call_to_another_service_inside_a_unit_of_work_throws()
    {
        await using var scope = await Entered();
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        var core = scope.ServiceProvider.GetRequiredService<AiKeys.AiKeysClient>();
        var ct = TestContext.Current.CancellationToken;
        Task<GetAiKeyReply> Ask() =>
            core.GetAsync(new GetAiKeyRequest(), cancellationToken: ct).ResponseAsync;

        await using (await db.Begin(ct))
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(Ask);
            Assert.Equal("A call to core started inside a unit of work.", refused.Message);
        }

        Assert.Empty((await Ask()).Sealed);
    }

    [Fact]
    public async Task A_call_to_a_third_party_inside_a_unit_of_work_throws_and_nothing_leaves()
    {
        var ct = TestContext.Current.CancellationToken;
        foreach (var provider in suite.Scope.Provider.GetServices<Provider>())
        {
            await using var scope = await Entered();
            var account = scope.ServiceProvider.GetRequiredService<CurrentAccount>().Email;
            var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
            var client = scope
                .ServiceProvider.GetRequiredService<IHttpClientFactory>()
                .CreateClient(provider.Name);
            using var held = scope
                .ServiceProvider.GetRequiredService<Egress>()
                .For(provider.Purposes[0].Name);
            await using (await db.Begin(ct))
            {
                var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    client.GetAsync(client.BaseAddress, ct)
                );
                Assert.Equal(
                    $"A call to {provider.Name} started inside a unit of work.",
                    refused.Message
                );
            }

            Assert.Equal(0L, await Left(account));
            using var answer = await client.GetAsync(client.BaseAddress, ct);
            Assert.Equal(1L, await Left(account));
        }
    }

    private async Task<object?> Left(string account)
    {
        await using var calls = suite
            .Sql("scope")
            .CreateCommand("select count(*) from egress_calls where account_email = $1");
        calls.Parameters.Add(new() { Value = account });
        return await calls.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private async Task<AsyncServiceScope> Entered()
    {
        var ada = await suite.SignUp();
        var scope = suite.Scope.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(ada.Email), ada.Email);
        return scope;
    }

    private static async Task Refused<T>(Func<Task<T>> act)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(act);
        Assert.Equal(
            "A command ran outside a unit of work. Begin one with db.Begin.",
            refused.Message
        );
    }
}
