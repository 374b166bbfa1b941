using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>P6: the first sync of a mailbox, against COPY of the rows that it made.</summary>
internal static class MailboxIngest
{
    private const int Rounds = 5;
    private const int Messages = 10_000;
    private const double Limit = 0.3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private sealed record Table(string Name, string Columns, byte[] Rows);

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        var state = SuiteRun.NewState();
        try
        {
            await using var suite = await SuiteRun.Start(
                state,
                new()
                {
                    ["Orbit__PageSize"] = "1000",
                    ["Sandbox__Microsoft__RequestsInTenMinutes"] = "1000000",
                },
                ct
            );
            await using var database = NpgsqlDataSource.Create(
                $"{suite.Database("orbit")};Search Path=orbit;Command Timeout=120"
            );
            var rounds = new List<(double, double)>();
            // The first round is for all of it to be compiled for speed.
            for (var round = 0; round <= Rounds; round++)
            {
                var (account, synced) = await Sync(suite, database, ct);
                var tables = await Read(database, account, ct);
                var copied = await Copy(database, tables, ct);
                if (round > 0)
                {
                    rounds.Add((Messages / synced.TotalSeconds, Messages / copied.TotalSeconds));
                    await Report.Round(
                        $"{synced.TotalSeconds:0.0} s, COPY of {tables.Sum(t => t.Rows.Length) / 1e6:0.0} MB into {tables.Count} tables {copied.TotalSeconds:0.00} s"
                    );
                }
            }

            return
            [
                Row.Of(
                    $"P6 first sync of {Messages:#,0} messages",
                    "messages/s",
                    rounds,
                    Limit,
                    atLeast: true
                ),
            ];
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>A new customer's mailbox, from the click on “begin” until all of it is there, relationships too.</summary>
    private static async Task<(string Account, TimeSpan Took)> Sync(
        SuiteRun suite,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var customer = await Customer.SignUp(suite, ct);
        var address = $"maria-{Guid.CreateVersion7():N}@northbeam.example";
        await suite.Sandbox(
            HttpMethod.Post,
            "/microsoft-boxes",
            new
            {
                address,
                name = "Maria Kern",
                messages = Messages,
                seed = 3,
            },
            ct
        );
        var asked = await customer.Post(
            "/orbit/mailboxes/authorize",
            new { mailboxId = (Guid?)null },
            ct
        );
        var back = await suite.Sandbox(
            HttpMethod.Post,
            $"/microsoft-boxes/{address}/consent",
            new { url = asked.GetProperty("url").GetString() },
            ct
        );
        var mailbox = await customer.Post(
            "/orbit/mailboxes/callback",
            new
            {
                state = back.GetProperty("state").GetString(),
                code = back.GetProperty("code").GetString(),
            },
            ct
        );
        var path = $"/orbit/mailboxes/{mailbox.GetProperty("id").GetGuid()}";
        var folders = await customer.Post($"{path}/folders", new { }, ct);
        var began = Stopwatch.GetTimestamp();
        await customer.Post(
            $"{path}/start",
            new
            {
                folders = folders
                    .GetProperty("folders")
                    .EnumerateArray()
                    .Where(folder => folder.GetProperty("included").GetBoolean())
                    .Select(folder => folder.GetProperty("id").GetGuid()),
                historyMonths = 0,
                withText = true,
                visibility = "strength",
                contacts = "written",
                // Nothing is left out: what is counted in comes out as rows.
                skipMarked = false,
                skipInternal = false,
                skipFreeMail = false,
                skipRobots = false,
            },
            ct
        );
        while (!await IsThere(database, customer.Account, ct))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"Not read after {Patience}.");
            }

            await Task.Delay(20, ct);
        }

        return (customer.Account, Stopwatch.GetElapsedTime(began));
    }

    private static async Task<bool> IsThere(
        NpgsqlDataSource database,
        string account,
        CancellationToken ct
    )
    {
        await using var ask = database.CreateCommand(
            """
            select exists (select 1 from mailboxes where account_email = $1 and state = 2)
               and not exists (select 1 from jobs where account_email = $1 and kind = 'orbit.score-people' and state in (0, 1))
            """
        );
        ask.Parameters.Add(new() { Value = account });
        return await ask.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>All rows of an account, table by table, as COPY writes them.</summary>
    private static async Task<List<Table>> Read(
        NpgsqlDataSource database,
        string account,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var columns = new List<(string Table, string Columns)>();
        await using (
            var command = new NpgsqlCommand(
                """
                select c.table_name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position)
                  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                 where c.table_schema = 'orbit' and c.is_generated = 'NEVER' and t.table_type = 'BASE TABLE'
                 group by c.table_name having bool_or(c.column_name = 'account_email')
                """,
                connection
            )
        )
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                columns.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var tables = new List<Table>();
        foreach (var (table, names) in columns)
        {
            using var rows = new MemoryStream();
            await using (
                var copy = await connection.BeginRawBinaryCopyAsync(
                    $"copy (select {names} from {table} where account_email = '{account}') to stdout (format binary)",
                    ct
                )
            )
            {
                await copy.CopyToAsync(rows, ct);
            }

            tables.Add(new(table, names, rows.ToArray()));
        }

        // Of a table without rows only COPY's head and tail come.
        return tables.FindAll(table => table.Rows.Length > 21);
    }

    /// <summary>The baseline: the same rows into equal tables with the same indexes, in one transaction.</summary>
    private static async Task<TimeSpan> Copy(
        NpgsqlDataSource database,
        List<Table> tables,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
#pragma warning disable CA2100 // Names come from the catalogue.
        await using (
            var equal = new NpgsqlCommand(
                "drop schema if exists copied cascade; create schema copied;"
                    + string.Concat(
                        tables.Select(table =>
                            $"create table copied.{table.Name} (like orbit.{table.Name} including all);"
                        )
                    ),
                connection
            )
        )
#pragma warning restore CA2100
        {
            await equal.ExecuteNonQueryAsync(ct);
        }

        var began = Stopwatch.GetTimestamp();
        await using var work = await connection.BeginTransactionAsync(ct);
        foreach (var table in tables)
        {
            await using var copy = await connection.BeginRawBinaryCopyAsync(
                $"copy copied.{table.Name} ({table.Columns}) from stdin (format binary)",
                ct
            );
            await copy.WriteAsync(table.Rows, ct);
        }

        await work.CommitAsync(ct);
        return Stopwatch.GetElapsedTime(began);
    }
}
