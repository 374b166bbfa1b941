using LeadFuel.Databases;

namespace LeadFuel.Core.Tests;

/// <summary>Looks into every table of every database, past the wall.</summary>
internal static class Rows
{
    /// <summary>Every table in which the text stands, as `database.table`.</summary>
    public static async Task<IReadOnlyList<string>> With(Suite suite, string text)
    {
        var found = new List<string>();
        foreach (var (database, table) in await Tables(suite))
        {
            var count = await Scalar(
                suite,
                database,
                $"select count(*) from \"{table}\" t where position($1 in to_jsonb(t)::text) > 0",
                text
            );
            if ((long)count! > 0)
            {
                found.Add($"{database}.{table}");
            }
        }

        return found;
    }

    public static async Task<IReadOnlyList<(string Database, string Table)>> Tables(Suite suite)
    {
        var ct = TestContext.Current.CancellationToken;
        var tables = new List<(string, string)>();
        foreach (var database in Catalog.Databases)
        {
            await using var list = suite
                .Sql(database.Name)
                .CreateCommand(
                    "select relname from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p') order by 1"
                );
            list.Parameters.Add(new() { Value = database.Name });
            await using var reader = await list.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                tables.Add((database.Name, reader.GetString(0)));
            }
        }

        return tables;
    }

    public static async Task<object?> Scalar(
        Suite suite,
        string database,
        string sql,
        params object[] values
    )
    {
#pragma warning disable CA2100 // Written in the tests.
        await using var command = suite.Sql(database).CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
