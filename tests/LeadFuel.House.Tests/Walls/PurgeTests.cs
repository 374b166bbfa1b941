using LeadFuel.Accounts;
using LeadFuel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests.Walls;

/// <summary>A purge empties every table there is, whatever tables there will be, and takes nothing of anybody else.</summary>
public sealed class PurgeTests(Suite suite)
{
    [Fact]
    [Claim("T67")]
    public async Task No_row_of_any_table_is_left_and_another_account_keeps_all_of_them()
    {
        var seed = await Seed.Plant(suite, Suite.NewAddress());
        var other = await Seed.Plant(suite, Suite.NewAddress());
        var before = await other.Print(suite);
        var planted = await Everywhere.Tables(suite, seed.Account);
        Assert.Empty(seed.Tables.Select(t => $"{t.Database}.{t.Table}").Except(planted));

        foreach (var name in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            await using var scope = suite.Service(name).Provider.CreateAsyncScope();
            scope
                .ServiceProvider.GetRequiredService<CurrentAccount>()
                .Enter(new AccountKey(seed.Account), "test");
            await scope
                .ServiceProvider.GetRequiredService<AccountRows>()
                .Purge([], TestContext.Current.CancellationToken);
        }

        Assert.Empty(await Everywhere.Tables(suite, seed.Account));
        Assert.Equal(before, await other.Print(suite));
    }
}
