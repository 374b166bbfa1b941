using System.Net;
using System.Net.Sockets;
using LeadFuel.Accounts;
using LeadFuel.Providers;
using LeadFuel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests;

/// <summary>What could leave, whatever the code of a service says: its own provider's address and nothing else.</summary>
public sealed class EgressTests(Suite suite)
{
    [Fact]
    [Claim("T41")]
    public async Task No_client_of_a_service_reaches_a_host_that_is_not_declared()
    {
        var ct = TestContext.Current.CancellationToken;
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var port = ((IPEndPoint)elsewhere.LocalEndpoint).Port;
        var asked = 0;
        foreach (var service in suite.Services)
        {
            foreach (var provider in service.Provider.GetServices<Provider>())
            {
                await using var scope = service.Provider.CreateAsyncScope();
                scope
                    .ServiceProvider.GetRequiredService<CurrentAccount>()
                    .Enter(new AccountKey(ada.Email), ada.Email);
                var client = scope
                    .ServiceProvider.GetRequiredService<IHttpClientFactory>()
                    .CreateClient(provider.Name);
                var own = client.BaseAddress!;
                using var held = scope
                    .ServiceProvider.GetRequiredService<Egress>()
                    .For(provider.Purposes[0].Name);
                foreach (
                    var address in (string[])
                        [
                            $"http://127.0.0.1:{port}/collect",
                            $"http://localhost:{own.Port}/",
                            $"https://{own.Authority}/",
                            "https://pixel.example/collect",
                        ]
                )
                {
                    asked++;
                    var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                        client.GetAsync(new Uri(address), ct)
                    );
                    Assert.Contains("own address", refused.Message, StringComparison.Ordinal);
                }
            }
        }

        Assert.True(asked >= 12, $"only {asked} addresses were tried");
        Assert.False(elsewhere.Pending(), "somebody called");
        foreach (var database in (string[])["core", "scope", "reach"])
        {
            await using var calls = suite
                .Sql(database)
                .CreateCommand(
                    "select count(*) from egress_calls where account_email = $1 and host <> '127.0.0.1'"
                );
            calls.Parameters.Add(new() { Value = ada.Email });
            Assert.Equal(0L, await calls.ExecuteScalarAsync(ct));
        }
    }
}
