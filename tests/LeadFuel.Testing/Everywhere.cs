using System.Text;
using LeadFuel.Databases;

namespace LeadFuel.Testing;

/// <summary>Where a phrase that occurs once in the world stands: tables of all seven databases.</summary>
public static class Everywhere
{
    /// <summary>Every table that holds the phrase, as `database.table`; bytes are looked into, too.</summary>
    public static async Task<IReadOnlyList<string>> Tables(Suite suite, string phrase)
    {
        var found = new List<string>();
        var bytes = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(phrase));
        foreach (var database in Catalog.Databases.Select(one => one.Name))
        {
            foreach (var table in await Of(suite, database))
            {
#pragma warning disable CA2100 // Names come from the catalogue.
                await using var count = suite
                    .Sql(database)
                    .CreateCommand(
                        $"select count(*) from \"{table}\" t where to_jsonb(t)::text like '%' || $1 || '%' or to_jsonb(t)::text like '%' || $2 || '%'"
                    );
#pragma warning restore CA2100
                count.Parameters.Add(new() { Value = phrase });
                count.Parameters.Add(new() { Value = bytes });
                if (
                    (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!
                    > 0
                )
                {
                    found.Add($"{database}.{table}");
                }
            }
        }

        return found;
    }

    private static async Task<List<string>> Of(Suite suite, string database)
    {
        await using var list = suite
            .Sql(database)
            .CreateCommand(
                "select relname from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p')"
            );
        list.Parameters.Add(new() { Value = database });
        await using var reader = await list.ExecuteReaderAsync(
            TestContext.Current.CancellationToken
        );
        var tables = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
