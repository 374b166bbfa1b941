using System.Globalization;
using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.House.Tests.Mesh;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace LeadFuel.House.Tests.Walls;

/// <summary>One invented row of one account in every owned table of the suite, whatever tables there will be.</summary>
internal sealed class Seed
{
    // What a runner or a sweep would otherwise take away.
    private static readonly Dictionary<string, string> Fixed = new()
    {
        ["jobs.state"] = "2",
        ["jobs.payload"] = "'{}'",
        ["checkouts.stripe_session_id"] = "'cs_test_of_somebody'",
        ["audit_anchors.number"] = "-1",
        ["job_lanes.held"] = "true",
        ["job_lanes.next_at"] = "'infinity'",
    };

    private readonly Dictionary<(string Database, string Table), Dictionary<string, string>> rows =
    [];

    private readonly Dictionary<(string Database, string Table), Guid> ids = [];

    private Seed(string account) => Account = account;

    public string Account { get; }

    public IReadOnlyCollection<(string Database, string Table)> Tables => rows.Keys;

    /// <summary>The value of a column in SQL's own words; null where the table has no such column or the row no value.</summary>
    public string? Value(string database, string table, string column) =>
        rows.GetValueOrDefault((database, table))?.GetValueOrDefault(column);

    public string? Id(string database, string table) => Value(database, table, "id")?.Trim('\'');

    /// <summary>All ids in these rows: what nobody else may ever be shown.</summary>
    public IEnumerable<string> Ids =>
        rows.Where(row => row.Value.ContainsKey("id"))
            .Select(row => row.Value["id"].Trim('\''))
            .Where(id => Guid.TryParse(id, out _));

    /// <summary>In all databases, or in the one that is named.</summary>
    public static async Task<Seed> Plant(Suite suite, string account, string? only = null)
    {
        var seed = new Seed(account);
        foreach (var database in Catalog.Databases.Where(one => only is null || one.Name == only))
        {
            await using var context = database.Context();
            var entities = context
                .Model.GetEntityTypes()
                .Where(entity => !Wall.IsGlobal(entity))
                .ToList();
            foreach (var entity in entities)
            {
                seed.ids[(database.Name, entity.GetTableName()!)] = Guid.CreateVersion7();
            }

            foreach (var entity in ParentsFirst(entities))
            {
                await seed.Insert(suite, database.Name, entity);
            }
        }

        return seed;
    }

    /// <summary>What is there of the account in all databases, so that a later look can tell whether anything changed.</summary>
    public async Task<string> Print(Suite suite)
    {
        var print = new List<string>();
        foreach (var (database, table) in rows.Keys)
        {
            await using var command = suite
                .Sql(database)
                .CreateCommand(
                    $"select coalesce(string_agg(to_jsonb(t)::text, ',' order by to_jsonb(t)::text), '') from {table} t where account_email = $1"
                );
            command.Parameters.Add(new() { Value = Account });
            var text = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            print.Add($"{database}.{table}: {text}");
        }

        return string.Join('\n', print);
    }

    private async Task Insert(Suite suite, string database, IEntityType entity)
    {
        var table = entity.GetTableName()!;
        var store = StoreObjectIdentifier.Table(table, entity.GetSchema());
        var values = new Dictionary<string, string>();
        var foreign = Foreign(database, entity, store);
        foreach (var property in entity.GetProperties())
        {
            var column = property.GetColumnName(store)!;
            var value =
                property.Name == nameof(IOwned.AccountEmail)
                    ? $"'{Account}'"
                    : Fixed.GetValueOrDefault($"{table}.{column}")
                        ?? foreign.GetValueOrDefault(column)
                        ?? Named(database, table, column)
                        ?? (property.IsNullable ? null : Invented(column, property));
            if (value is not null)
            {
                values[column] = value;
            }
        }

        rows[(database, table)] = values;
        // A lane that stood already would be taken away by the next claim that finds it empty.
        var conflict =
            table == "job_lanes"
                ? "(account_email) do update set held = excluded.held, next_at = excluded.next_at"
                : "do nothing";
#pragma warning disable CA2100 // Values are invented here.
        await using var command = suite
            .Sql(database)
            .CreateCommand(
                $"insert into {table} ({string.Join(", ", values.Keys.Select(column => $"\"{column}\""))}) values ({string.Join(", ", values.Values)}) on conflict {conflict}"
            );
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private Dictionary<string, string> Foreign(
        string database,
        IEntityType entity,
        StoreObjectIdentifier store
    )
    {
        var values = new Dictionary<string, string>();
        foreach (var key in entity.GetForeignKeys())
        {
            var parent = key.PrincipalEntityType.GetTableName()!;
            foreach (var (own, theirs) in key.Properties.Zip(key.PrincipalKey.Properties))
            {
                if (
                    own.Name != nameof(IOwned.AccountEmail)
                    && Value(database, parent, theirs.GetColumnName()) is { } value
                )
                {
                    values[own.GetColumnName(store)!] = value;
                }
            }
        }

        return values;
    }

    // The row's own id, or that of a neighbour which no foreign key names: step_id is an id of steps.
    private string? Named(string database, string table, string column)
    {
        if (column == "member" && database == "orbit")
        {
            return $"'{Account}'";
        }

        var one = column.EndsWith("_id", StringComparison.Ordinal) ? column[..^3] : "";
        var owner =
            column == "id" ? table
            : column == "root_id" ? "persons"
            : one.EndsWith('s') || one.EndsWith('x') ? one + "es"
            : one + "s";
        return ids.TryGetValue((database, owner), out var id) ? $"'{id}'" : null;
    }

    private static string Invented(string column, IProperty property)
    {
        var type = property.GetRelationalTypeMapping().StoreType;
        var unique = Guid.CreateVersion7().ToString("N");
        return type switch
        {
            "uuid" => $"'{Guid.CreateVersion7()}'",
            "boolean" => "false",
            "smallint" or "bigint" or "double precision" or "real" => "0",
            "integer" => "1",
            "bytea" => $"decode('{unique}', 'hex')",
            "jsonb" => $"'{Json(property)}'",
            "date" => "current_date",
            "interval" => "interval '1 minute'",
            _ when type.StartsWith("timestamp", StringComparison.Ordinal) => column.EndsWith(
                "expires_at",
                StringComparison.Ordinal
            )
                ? "now() + interval '1 day'"
                : "now()",
            _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
            _ when type.Contains("char", StringComparison.Ordinal) || type == "text" =>
                $"'{Text(column, unique, property.GetMaxLength() ?? 60)}'",
            _ => throw new NotSupportedException(
                $"{column} is {type}: say in Seed what a value of it looks like."
            ),
        };
    }

    private static string Text(string column, string unique, int longest)
    {
        var text =
            column.Contains("address", StringComparison.Ordinal)
            || column.Contains("email", StringComparison.Ordinal)
            || column.Contains("recipient", StringComparison.Ordinal)
                ? $"{unique}@example.test"
                : string.Create(CultureInfo.InvariantCulture, $"x{unique}");
        return text.Length > longest ? text[^longest..] : text;
    }

    private static string Json(IProperty property) =>
        property.ClrType != typeof(string)
        && property.GetTypeMapping().Converter is { ProviderClrType: var stored } converter
        && stored == typeof(string)
            ? ((string)converter.ConvertToProvider(Bodies.Of(property.ClrType))!).Replace(
                "'",
                "''",
                StringComparison.Ordinal
            )
            : "{}";

    private static List<IEntityType> ParentsFirst(List<IEntityType> left)
    {
        var ordered = new List<IEntityType>();
        while (left.Count > 0)
        {
            var free = left.First(entity =>
                entity
                    .GetForeignKeys()
                    .All(key =>
                        key.PrincipalEntityType == entity || !left.Contains(key.PrincipalEntityType)
                    )
            );
            ordered.Add(free);
            left.Remove(free);
        }

        return ordered;
    }
}
