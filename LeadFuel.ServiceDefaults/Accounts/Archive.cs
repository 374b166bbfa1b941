using LeadFuel.Accounts.Rpc;
using LeadFuel.Jobs;
using LeadFuel.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>What leaves with the bin though no foreign key says so: a DELETE of one account, which is `$1`, while the bin's rows are still there.</summary>
public sealed record LeavesAlong(string Table, string Sql);

/// <summary>
/// The archive run: what people deleted leaves the tables, then the disk. Deleting alone leaves the bytes in tables, indexes,
/// statistics and the log of writes; so each table is written anew, then the statistics, then the log is turned over.
/// It begins from the start after a stop, and ends the same.
/// </summary>
public sealed partial class Archive(
    AccountRows rows,
    NpgsqlDataSource source,
    IConfiguration configuration,
    IServiceScopeFactory scopes,
    IEnumerable<LeavesAlong> along,
    TimeProvider clock,
    ILogger<Archive> logger
)
{
    // Requests that come behind a waiting rewrite have five seconds: they must outlast it.
    private const string Impatient = "set lock_timeout = '1s'";
    private const string Statistics = "pg_catalog.pg_statistic";
    private const int LockTries = 300;
    private const int LogTries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Of all accounts, or of one; what is written anew is whole tables either way.</summary>
    public async Task<ArchiveReply> Run(string onlyAccount, CancellationToken ct)
    {
        var reply = new ArchiveReply();
        await Empty(onlyAccount, reply, ct);
        Fault.Point("archive-emptied");
        // What a time ends may have ended since the last hour's sweep; its bytes go in the same run.
        await using (var forget = source.CreateCommand("select forget($1)"))
        {
            forget.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
            await forget.ExecuteNonQueryAsync(ct);
        }

        foreach (var database in rows.Databases)
        {
            await using var connection = await Open(database.Schema, ct);
            await Unseen(connection, ct);
            foreach (var table in await Tables(database, connection, ct))
            {
                await WriteAnew(connection, table, ct);
                reply.Rewritten.Add(table);
                Fault.Point("archive-table");
            }

            // Last, since they keep values of columns, and each table's end makes them anew.
            await Unseen(connection, ct);
            await WriteAnew(connection, Statistics, ct);
            reply.Rewritten.Add(Statistics);
            await TurnLog(connection, ct);
        }

        LogDone(reply.Rows.Values.Sum(), reply.Rewritten.Count);
        return reply;
    }

    private async Task Empty(string onlyAccount, ArchiveReply reply, CancellationToken ct)
    {
        var after = "";
        while (
            await source.Accounts($"select account_email from all_accounts({after})", ct)
                is { Count: > 0 } page
        )
        {
            foreach (var (key, _) in page)
            {
                after = key.Email;
                if (onlyAccount.Length == 0 || onlyAccount == key.Email)
                {
                    await EmptyBin(key, reply, ct);
                }
            }
        }
    }

    private async Task EmptyBin(AccountKey key, ArchiveReply reply, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(key, "job:archive");
        var db = scope.ServiceProvider.GetRequiredService<ServiceDb>();
        await using var work = await db.Begin(ct);
        // Who waits for deletion or is suspended may come back, and finds everything as it was, the bin too.
        if (await KnownAccount.IsHeld(db, ct))
        {
            return;
        }

        var bins = DataMap
            .ChildrenFirst(db)
            .Where(entity => typeof(IDeletable).IsAssignableFrom(entity.ClrType))
            .Select(entity => entity.GetTableName()!)
            .ToList();
        // Held first: whoever takes something back meanwhile is either before this or too late, never half.
        foreach (var table in bins)
        {
            await Act(
                db,
                $"select 1 from {table} where account_email = $1 and deleted_at is not null order by id for update",
                key,
                ct
            );
        }

        foreach (
            var (table, sql) in along
                .Select(one => (one.Table, one.Sql))
                .Concat(
                    bins.Select(table =>
                        (
                            table,
                            $"delete from {table} where account_email = $1 and deleted_at is not null"
                        )
                    )
                )
        )
        {
            reply.Rows[table] = reply.Rows.GetValueOrDefault(table) + await Act(db, sql, key, ct);
        }

        await work.Commit(ct);
    }

    private static async Task<int> Act(
        ServiceDb db,
        string sql,
        AccountKey key,
        CancellationToken ct
    )
    {
        await using var command = AccountRows.Command(db, sql);
        command.Parameters.Add(new() { Value = key.Email });
        return await command.ExecuteNonQueryAsync(ct);
    }

    // All that hold anything: which of them holds freed pages, nobody counts in a way that outlives a crash of the server.
    private static async Task<IReadOnlyList<string>> Tables(
        AccountDbContext database,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            with t as (select n, n::regclass::oid as id, current_setting('block_size')::int as page from unnest($1::text[]) as n),
                 s as (select t.*, nullif(c.reltoastrelid, 0) as toast, (select count(*) from pg_index where indrelid = t.id) as indexes
                         from t join pg_class c on c.oid = t.id)
            select n from s where pg_relation_size(id) > 0 or pg_indexes_size(id) > indexes * page
               or coalesce(pg_relation_size(toast) > 0 or pg_indexes_size(toast) > page, false)
            order by n
            """,
            connection
        );
        command.Parameters.Add(
            new()
            {
                Value = DataMap
                    .Tables(database)
                    .Select(table => $"{database.Schema}.{table.Name}")
                    .ToArray(),
            }
        );
        var tables = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                tables.Add(reader.GetString(0));
            }
        }

        return tables;
    }

    private async Task<NpgsqlConnection> Open(string schema, CancellationToken ct)
    {
        var login = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString($"{schema}-archive")
                ?? throw new JobFailedException($"ConnectionStrings:{schema}-archive is missing")
        )
        {
            Pooling = false,
            CommandTimeout = 0,
        };
        var connection = new NpgsqlConnection(login.ConnectionString);
        await connection.OpenAsync(ct);
        await Execute(connection, Impatient, ct);
        return connection;
    }

    // A rewrite takes along what a transaction may still look at that began before it was deleted, in whichever database of the server.
    private static async Task Unseen(NpgsqlConnection connection, CancellationToken ct)
    {
        var now = await Scalar(connection, "select pg_current_xact_id()::text", ct);
        for (var tries = 1; tries <= LockTries; tries++)
        {
            if (
                await Scalar(
                    connection,
                    $"""
                    select pg_snapshot_xmin(pg_current_snapshot()) > '{now}'::xid8 and not exists (
                      select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and age(backend_xmin) >= age('{now}'::xid8::xid))
                    """,
                    ct
                )
                is true
            )
            {
                return;
            }

            await Task.Delay(tries < 40 ? Pause / 4 : Pause, TimeProvider.System, ct);
        }

        // Tried again as long as jobs are: it may end.
        throw new WaitedInVainException(
            "A transaction older than the deletion is still open: look for it in pg_stat_activity."
        );
    }

    private static async Task WriteAnew(
        NpgsqlConnection connection,
        string table,
        CancellationToken ct
    )
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Execute(connection, $"vacuum (full, analyze) {table}", ct);
                return;
            }
            catch (PostgresException exception)
                when (tries < LockTries
                    && exception.SqlState
                        is PostgresErrorCodes.LockNotAvailable
                            or PostgresErrorCodes.DeadlockDetected
                )
            {
                await Task.Delay(Pause, TimeProvider.System, ct);
            }
        }
    }

    // The log of writes holds what was deleted until no file is left that was there when the tables were done.
    private static async Task TurnLog(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await Scalar(connection, "show wal_recycle", ct) is not "off")
        {
            throw new JobFailedException(
                "wal_recycle is on: the server uses old log files again with what they held. Set it off in the server's settings, then retry this job."
            );
        }

        var before = await LogFiles(connection, ct);
        for (var tries = 1; tries <= LogTries; tries++)
        {
            await Execute(connection, "select pg_switch_wal()", ct);
            await Execute(connection, "checkpoint", ct);
            if (!(await LogFiles(connection, ct)).Overlaps(before))
            {
                return;
            }

            await Task.Delay(Pause / 4, TimeProvider.System, ct);
        }

        throw new JobFailedException(
            "The server keeps old log files: look for a replication slot, wal_keep_size or a failing archive_command, then retry this job."
        );
    }

    private static async Task<HashSet<string>> LogFiles(
        NpgsqlConnection connection,
        CancellationToken ct
    ) =>
        [
            .. (string[])
                (
                    await Scalar(
                        connection,
                        "select coalesce(array_agg(name), '{}') from pg_ls_waldir()",
                        ct
                    )
                )!,
        ];

    private static async Task<object?> Scalar(
        NpgsqlConnection connection,
        string sql,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // Names come from the model.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(ct);
    }

    private static async Task Execute(
        NpgsqlConnection connection,
        string sql,
        CancellationToken ct
    ) => await Scalar(connection, sql, ct);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Archive run: {Rows} deleted rows left, {Tables} tables are written anew"
    )]
    private partial void LogDone(long rows, int tables);
}
