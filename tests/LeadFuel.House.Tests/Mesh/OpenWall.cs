using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>A suite whose databases let every service see every account's rows.</summary>
public sealed class OpenWall : IAsyncLifetime
{
    public Suite Suite { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Suite.InitializeAsync();
        foreach (var database in Catalog.Databases)
        {
            await using var context = database.Context();
            var open = context
                .Model.GetEntityTypes()
                .Where(entity => !Wall.IsGlobal(entity))
                .Select(entity =>
                    $"create policy open on {entity.GetTableName()} to lf_{database.Name}_app using (true) with check (true);"
                );
#pragma warning disable CA2100 // Names come from the models.
            await using var command = Suite.Sql(database.Name).CreateCommand(string.Concat(open));
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Suite.DisposeAsync();
}
