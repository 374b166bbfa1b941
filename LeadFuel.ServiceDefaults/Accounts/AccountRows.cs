using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadFuel.Accounts.Rpc;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>All rows of the account in all databases of this service, read from the model itself, so that a new table cannot be forgotten.</summary>
public sealed class AccountRows(
    ServiceDb db,
    CurrentAccount account,
    TimeProvider clock,
    IEnumerable<FurtherDatabase> further,
    IEnumerable<IWaitingWork> waiting,
    IServiceProvider services
)
{
    private const int PageRows = 200;
    private const int PageBytes = 512 * 1024;
    private const int PurgeRows = 10_000;

    public IEnumerable<AccountDbContext> Databases =>
        further.Select(other => other.Context(services)).Prepend(db);

    /// <summary>Every table but those in `done` (`database.table`), a page at a time: no unit of work is open while the page is used.</summary>
    public async IAsyncEnumerable<ExportPart> Export(
        IReadOnlyCollection<string> done,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var database in Databases)
        {
            foreach (
                var table in DataMap
                    .Tables(database)
                    .Where(table =>
                        !table.Global && !done.Contains($"{table.Database}.{table.Name}")
                    )
            )
            {
                object[]? after = null;
                do
                {
                    var part = Part(table);
                    after = await ReadPage(database, table, after, part, ct);
                    part.Last = after is null;
                    yield return part;
                } while (after is not null);
            }
        }
    }

    /// <summary>Rows by table; a further database's tables carry its name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Count(CancellationToken ct)
    {
        var rows = new Dictionary<string, long>();
        foreach (var database in Databases)
        {
            await using var work = await database.Begin(ct);
            foreach (var entity in DataMap.ChildrenFirst(database))
            {
                await using var command = Command(
                    database,
                    $"select count(*) from {entity.GetTableName()} where account_email = $1"
                );
                command.Parameters.Add(new() { Value = account.Email });
                rows[Name(database, entity)] = (long)(await command.ExecuteScalarAsync(ct))!;
            }
        }

        return rows;
    }

    /// <summary>How many rows are in which state, by table and state (`jobs dead`), of the tables whose rows have one.</summary>
    public async Task<IDictionary<string, long>> States(CancellationToken ct)
    {
        var states = new Dictionary<string, long>();
        foreach (var database in Databases)
        {
            await using var work = await database.Begin(ct);
            foreach (var entity in DataMap.ChildrenFirst(database))
            {
                if (State(entity) is not { } state)
                {
                    continue;
                }

                await using var command = Command(
                    database,
                    $"select {state.GetColumnName()}{(state.ClrType.IsEnum ? "::int" : "")}, count(*) from {entity.GetTableName()} where account_email = $1 group by 1"
                );
                command.Parameters.Add(new() { Value = account.Email });
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    var word = state.ClrType.IsEnum
                        ? JsonNamingPolicy.SnakeCaseLower.ConvertName(
                            $"{Enum.ToObject(state.ClrType, reader.GetInt32(0))}"
                        )
                        : reader.GetString(0);
                    states[$"{Name(database, entity)} {word}"] = reader.GetInt64(1);
                }
            }
        }

        return states;
    }

    // A `Status` in letters is a vendor's own word for it.
    private static IProperty? State(IEntityType entity) =>
        entity.FindProperty("State") is { ClrType.IsEnum: true } own ? own
        : entity.FindProperty("Status") is { } told && told.ClrType == typeof(string) ? told
        : null;

    /// <summary>Deletes them all but those of the tables in `spared`, so many at a time, so that it goes on where it was stopped; the answer says how many there were.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Purge(
        IReadOnlyCollection<string> spared,
        CancellationToken ct
    )
    {
        var rows = new Dictionary<string, long>();
        foreach (var database in Databases)
        {
            foreach (var entity in DataMap.ChildrenFirst(database))
            {
                var name = Name(database, entity);
                if (spared.Contains(name))
                {
                    continue;
                }

                long deleted;
                rows[name] = 0;
                do
                {
                    await using var work = await database.Begin(ct);
                    deleted = await Delete(database, entity, $"limit {PurgeRows}", ct);
                    await work.Commit(ct);
                    rows[name] += deleted;
                } while (deleted == PurgeRows);
            }
        }

        return rows;
    }

    /// <summary>Deletes what is left in the service's own database, in the unit of work that is open.</summary>
    public async Task PurgeInside(CancellationToken ct)
    {
        foreach (var entity in DataMap.ChildrenFirst(db))
        {
            await Delete(db, entity, "", ct);
        }
    }

    private async Task<long> Delete(
        AccountDbContext database,
        IEntityType entity,
        string limit,
        CancellationToken ct
    )
    {
        var table = entity.GetTableName();
        await using var command = Command(
            database,
            $"delete from {table} where account_email = $1 and ctid = any (array(select ctid from {table} where account_email = $1 {limit}))"
        );
        command.Parameters.Add(new() { Value = account.Email });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Stops background work but what may run in the grace period, or lets it go on unless another cause holds it.</summary>
    public async Task Hold(HoldCause cause, bool held, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await HoldInside(cause, held, ct);
        await work.Commit(ct);
    }

    /// <summary>The same in a unit of work that is open.</summary>
    public async Task HoldInside(HoldCause cause, bool held, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var known = await Known(now, ct);
        var before = known.HeldFor(cause);
        if (held)
        {
            foreach (var work in waiting)
            {
                await work.Hold(cause, ct);
            }
        }

        // Told twice, it was going on the second time: what was started meanwhile stays as it is.
        if (!held && before)
        {
            foreach (var work in waiting)
            {
                await work.Pause(cause, ct);
            }
        }

        if (held != before)
        {
            known.Hold(cause, held ? now : null);
        }

        await db.SaveChangesAsync(ct);
        var rests = known.Held;
        await db.Database.ExecuteSqlAsync(
            $"insert into job_lanes (account_email, served_at, next_at, held) values ({account.Email}, '-infinity', {now}, {rests}) on conflict (account_email) do update set held = {rests}, next_at = {now}",
            ct
        );
    }

    // Held to the end of the unit: two causes at once are both written down. The account's opening may not have come yet.
    private async Task<KnownAccount> Known(DateTimeOffset now, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"insert into accounts (account_email, created_at) values ({account.Email}, {now}) on conflict (account_email) do nothing",
            ct
        );
        return await db
            .Accounts.FromSql(
                $"select * from accounts where account_email = {account.Email} for update"
            )
            .SingleAsync(ct);
    }

    private string Name(AccountDbContext database, IEntityType entity) =>
        database == db ? entity.GetTableName()! : $"{database.Schema}.{entity.GetTableName()}";

    // By its key, so that a page needs no transaction of the one before; null: that was the last.
    private async Task<object[]?> ReadPage(
        AccountDbContext database,
        MappedTable table,
        object[]? after,
        ExportPart part,
        CancellationToken ct
    )
    {
        var entity = database
            .Model.GetEntityTypes()
            .Single(entity => entity.GetTableName() == table.Name);
        var key = entity
            .FindPrimaryKey()!
            .Properties.Select(property => property.GetColumnName())
            .Where(column => column != "account_email")
            .ToList();
        var columns = table
            .Columns.Where(column => column.Withheld.Length == 0)
            .Select(column => $"t.{column.Name}");
        var keys = string.Concat(key.Select(column => $", t.{column}"));
        var next =
            after is null || key.Count == 0
                ? ""
                : $" and ({string.Join(", ", key.Select(column => $"t.{column}"))}) > ({string.Join(", ", key.Select((_, at) => $"${at + 2}"))})";
        var order =
            key.Count == 0
                ? ""
                : $" order by {string.Join(", ", key.Select(column => $"t.{column}"))}";
        await using var work = await database.Begin(ct);
        await using var command = Command(
            database,
            $"select row_to_json(r)::text{keys} from {table.Name} t cross join lateral (select {string.Join(", ", columns)}) r where t.account_email = $1{next}{order} limit {PageRows}"
        );
        command.Parameters.Add(new() { Value = account.Email });
        foreach (var value in after ?? [])
        {
            command.Parameters.Add(new() { Value = value });
        }

        var size = 0;
        object[]? last = null;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (size < PageBytes && await reader.ReadAsync(ct))
        {
            var row = reader.GetString(0);
            size += row.Length;
            part.Rows.Add(row);
            last = [.. Enumerable.Range(1, key.Count).Select(reader.GetValue)];
        }

        return key.Count > 0 && (part.Rows.Count == PageRows || size >= PageBytes) ? last : null;
    }

    private static ExportPart Part(MappedTable table)
    {
        var part = new ExportPart { Table = table.Name, Database = table.Database };
        foreach (var column in table.Columns.Where(column => column.Withheld.Length > 0))
        {
            part.Withheld[column.Name] = column.Withheld;
        }

        return part;
    }

    internal static NpgsqlCommand Command(AccountDbContext database, string sql)
    {
        var command = ((NpgsqlConnection)database.Database.GetDbConnection()).CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
