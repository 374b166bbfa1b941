using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Testing;
using Npgsql;

namespace LeadFuel.House.Tests.Walls;

/// <summary>What the data map says about time happens, in every table that says a time.</summary>
public sealed class RetentionTests(Suite suite)
{
    public static TheoryData<string> Names =>
        ["core", "scope", "reach", "signal", "orbit", "admin"];

    [Theory, MemberData(nameof(Names))]
    public async Task A_row_is_there_until_its_time_and_gone_after_it(string name)
    {
        // Databases without services: nothing but this test moves or deletes here.
        await using var own = await suite.OwnDatabases(name);
        await using var context = Catalog.Databases.Single(d => d.Name == name).Context();
        var terms = DataMap.Terms((ServiceDb)context);
        Assert.Contains(terms, term => term.Table == "jobs");
        Assert.Contains(terms, term => term.Table == "idempotency_keys");
        var now = suite.Time.GetUtcNow();
        var faults = new List<string>();
        foreach (var (table, column, term) in terms)
        {
            foreach (var (age, there) in new[] { (term - Minute, true), (term + Minute, false) })
            {
                var seed = await Seed.Plant(own, Suite.NewAddress(), name);
                await Run(
                    own.Sql(name),
                    $"update {table} set {column} = $1 where account_email = $2 returning 1",
                    (now - age).UtcDateTime,
                    seed.Account
                );
                await using (var app = NpgsqlDataSource.Create(own.Login(name)))
                {
                    await Run(app, "select forget($1)", now.UtcDateTime);
                }

                var rows = await Run(
                    own.Sql(name),
                    $"select count(*) from {table} where account_email = $1",
                    seed.Account
                );
                if ((long)rows! > 0 != there)
                {
                    faults.Add($"{table}: {age.TotalHours:0.0} hours after {column}: {rows} rows");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static async Task<object?> Run(
        NpgsqlDataSource source,
        string sql,
        params object[] values
    )
    {
#pragma warning disable CA2100 // Names come from the model.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
