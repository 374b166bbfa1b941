using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>
/// A SECURITY DEFINER function that answers before an account is known: one exact key in, one account out.
/// Name, parameters as SQL (`p_hash bytea`), the body's SQL, the tables and columns its owner may read, and whether it may write.
/// </summary>
public sealed record Door(string Name, string Parameters, string Returns, string Body)
{
    /// <summary>`table` → columns that the door's role may select.</summary>
    public required IReadOnlyDictionary<string, string[]> Reads { get; init; }

    /// <summary>`table` → verbs beyond select (`delete`, `update (seen_at)`) that the door's role needs.</summary>
    public IReadOnlyDictionary<string, string[]> Writes { get; init; } =
        new Dictionary<string, string[]>();

    /// <summary>The index that answers it: created by the wall, allowed not to begin with account_email.</summary>
    public IReadOnlyList<string> Indexes { get; init; } = [];
}

/// <summary>Asks doors. Only what they return may be entered.</summary>
public static class Doors
{
    /// <summary>The account behind one exact key, or null. `sql` is an interpolated call such as `select core.account_of_session({hash})`.</summary>
    public static async Task<AccountKey?> Account(
        this NpgsqlDataSource source,
        FormattableString sql,
        CancellationToken ct
    )
    {
        await using var command = Command(source, sql);
        return await command.ExecuteScalarAsync(ct) is string email ? new AccountKey(email) : null;
    }

    /// <summary>Rows of a door that answers with more than the account; the first column is the account's key.</summary>
    public static async Task<IReadOnlyList<(AccountKey Account, object?[] More)>> Accounts(
        this NpgsqlDataSource source,
        FormattableString sql,
        CancellationToken ct
    )
    {
        await using var command = Command(source, sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(AccountKey, object?[])>();
        while (await reader.ReadAsync(ct))
        {
            var rest = new object?[reader.FieldCount - 1];
            for (var i = 1; i < reader.FieldCount; i++)
            {
                rest[i - 1] = await reader.IsDBNullAsync(i, ct) ? null : reader.GetValue(i);
            }

            rows.Add((new AccountKey(reader.GetString(0)), rest));
        }

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, FormattableString sql)
    {
        var names = Enumerable.Range(1, sql.ArgumentCount).Select(n => (object)$"${n}").ToArray();
        var command = source.CreateCommand(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, sql.Format, names)
        );
        foreach (var argument in sql.GetArguments())
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument ?? DBNull.Value });
        }

        return command;
    }
}
