using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace LeadFuel.Databases;

/// <summary>A database to make: `Physical` differs from its name only where several stand on one server.</summary>
public sealed record DatabasePlan(
    SuiteDatabase Database,
    string Physical,
    string Password,
    string ArchivePassword
);

/// <summary>
/// Makes roles, databases, tables and the wall. The only code with the server's own login; may run again at any time,
/// and several at once do the work once.
/// </summary>
public static class DatabaseSetup
{
    private const int MostTries = 5;
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(30);

    /// <summary>With `ConnectionStrings:postgres`, `Logins:name` and `ArchiveLogins:name`.</summary>
    public static Task Run(IConfiguration configuration, Action<string> say, CancellationToken ct)
    {
        string Needed(string key) =>
            configuration[key] is { Length: > 0 } value
                ? value
                : throw new StartRefusedException(
                    $"{key} is missing. Start the suite with LeadFuel.AppHost, which makes it."
                );
        var plans = Catalog.Databases.Select(database => new DatabasePlan(
            database,
            database.Name,
            Needed($"Logins:{database.Name}"),
            Needed($"ArchiveLogins:{database.Name}")
        ));
        return Run(Needed("ConnectionStrings:postgres"), [.. plans], say, ct);
    }

    public static async Task Run(
        string server,
        IReadOnlyList<DatabasePlan> plans,
        Action<string> say,
        CancellationToken ct
    )
    {
        // Unpooled: the lock goes with the connection, and no idle connection keeps a database from being dropped.
        await using var control = await Connect(server, null, ct);
        await Execute(
            control,
            "select pg_advisory_lock(hashtextextended('leadfuel.databases', 0))",
            ct
        );
        await KeepNothing(control, say, ct);
        foreach (var plan in plans)
        {
            await MakeRoles(control, plan, ct);
            await MakeDatabase(control, plan.Database.Name, plan.Physical, ct);
            await using var database = await Connect(server, plan.Physical, ct);
            await MakeSchema(database, plan.Database.Name, ct);
            var applied = await Migrate(database, plan.Database, ct);
            say(
                applied.Count == 0
                    ? $"{plan.Physical}: current"
                    : $"{plan.Physical}: {string.Join(", ", applied)}"
            );
        }
    }

    /// <summary>What belongs to a database but not to its content, so that a copy of it needs it again: who may connect, and how.</summary>
    public static async Task Open(
        NpgsqlConnection server,
        string name,
        string physical,
        CancellationToken ct
    )
    {
        var sql = $"""
            revoke all on database {Quoted(physical)} from public;
            grant connect on database {Quoted(physical)} to lf_{name}_app, lf_{name}_archive;
            """;
        foreach (var role in (string[])[$"lf_{name}_app", $"lf_{name}_archive"])
        {
            sql += $"""
                alter role {role} in database {Quoted(physical)} set search_path = {name};
                alter role {role} in database {Quoted(physical)} set lock_timeout = '5s';
                """;
        }

        sql += $"""
            alter role lf_{name}_app in database {Quoted(physical)} set statement_timeout = '15s';
            alter role lf_{name}_app in database {Quoted(
                physical
            )} set idle_in_transaction_session_timeout = '30s';
            """;
        await Execute(server, sql, ct);
    }

    // T62: used again, old files of the log would keep what they held; and the server's own log must quote no row.
    private static async Task KeepNothing(
        NpgsqlConnection control,
        Action<string> say,
        CancellationToken ct
    )
    {
        foreach (
            var (setting, value) in new[]
            {
                ("wal_recycle", "off"),
                ("log_min_error_statement", "panic"),
                ("log_parameter_max_length", "0"),
                ("log_parameter_max_length_on_error", "0"),
            }
        )
        {
            if (
                await Exists(
                    control,
                    $"select 1 from pg_settings where name = $1 and setting = '{value}'",
                    setting,
                    ct
                )
            )
            {
                continue;
            }

            try
            {
                await Execute(control, $"alter system set {setting} = '{value}'", ct);
                await Execute(control, "select pg_reload_conf()", ct);
            }
            catch (PostgresException refused)
                when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                say(
                    $"The server's login may not set {setting}. Set it to {value} in the server's own settings: archive runs need it."
                );
            }
        }
    }

    private static async Task MakeRoles(
        NpgsqlConnection control,
        DatabasePlan plan,
        CancellationToken ct
    )
    {
        var name = plan.Database.Name;
        foreach (var role in (string[])["owner", "door", "jobs", "app", "archive"])
        {
            if (
                !await Exists(
                    control,
                    "select 1 from pg_roles where rolname = $1",
                    $"lf_{name}_{role}",
                    ct
                )
            )
            {
                await Execute(control, $"create role lf_{name}_{role} nologin", ct);
            }
        }

        await SetPassword(control, $"lf_{name}_app", plan.Password, ct);
        await SetPassword(control, $"lf_{name}_archive", plan.ArchivePassword, ct);
        await Execute(
            control,
            $"""
            grant lf_{name}_door, lf_{name}_jobs to lf_{name}_owner;
            grant pg_maintain, pg_checkpoint to lf_{name}_archive;
            """,
            ct
        );
    }

    private static async Task SetPassword(
        NpgsqlConnection control,
        string role,
        string password,
        CancellationToken ct
    )
    {
        await using var statement = new NpgsqlCommand(
            "select format('alter role %I with login nosuperuser nobypassrls nocreaterole nocreatedb noinherit password %L', $1, $2)",
            control
        );
        statement.Parameters.Add(new() { Value = role });
        statement.Parameters.Add(new() { Value = password });
        var sql = (string)(await statement.ExecuteScalarAsync(ct))!;
        // Maintenance is a right that the archive login inherits from its two roles.
        var inherits = role.EndsWith("_archive", StringComparison.Ordinal);
        await Execute(
            control,
            inherits ? sql.Replace(" noinherit ", " inherit ", StringComparison.Ordinal) : sql,
            ct
        );
    }

    private static async Task MakeDatabase(
        NpgsqlConnection control,
        string name,
        string physical,
        CancellationToken ct
    )
    {
        if (!await Exists(control, "select 1 from pg_database where datname = $1", physical, ct))
        {
            await Execute(
                control,
                $"create database {Quoted(physical)} template template0 encoding 'UTF8' locale 'C'",
                ct
            );
        }

        await Open(control, name, physical, ct);
    }

    private static async Task MakeSchema(
        NpgsqlConnection database,
        string name,
        CancellationToken ct
    )
    {
        await Execute(
            database,
            $"""
            revoke all on schema public from public;
            create schema if not exists {name} authorization lf_{name}_owner;
            grant usage on schema {name} to lf_{name}_app, lf_{name}_door, lf_{name}_jobs, lf_{name}_archive;
            alter default privileges for role lf_{name}_owner in schema {name}
              grant select, insert, update, delete on tables to lf_{name}_app;
            alter default privileges for role lf_{name}_owner in schema {name}
              grant usage, select on sequences to lf_{name}_app;
            alter default privileges for role lf_{name}_owner revoke execute on functions from public;
            grant execute on function pg_catalog.pg_switch_wal(), pg_catalog.pg_ls_waldir() to lf_{name}_archive;
            """,
            ct
        );
    }

    // Services that run lock the same tables in another order; whoever loses begins anew.
    private static async Task<IReadOnlyList<string>> Migrate(
        NpgsqlConnection connection,
        SuiteDatabase database,
        CancellationToken ct
    )
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await MigrateOnce(connection, database, ct);
            }
            catch (PostgresException lost)
                when (lost.SqlState == PostgresErrorCodes.DeadlockDetected && tries < MostTries)
            {
                // Rolled back whole.
            }
        }
    }

    // The script runs on this connection, since a context of the service would ask for an account first.
    private static async Task<IReadOnlyList<string>> MigrateOnce(
        NpgsqlConnection connection,
        SuiteDatabase database,
        CancellationToken ct
    )
    {
        await using var context = database.Context();
        var known = context.Database.GetMigrations().ToList();
        var applied = await Applied(connection, database.Name, ct);
        var missing = known.Where(migration => !applied.Contains(migration)).ToList();
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(
            connection,
            $"set local role lf_{database.Name}_owner; set local search_path = {database.Name}; set local lock_timeout = '60s'",
            ct
        );
        if (missing.Count > 0)
        {
            var last = known.TakeWhile(applied.Contains).LastOrDefault();
            var script = context
                .GetService<IMigrator>()
                .GenerateScript(last, null, MigrationsSqlGenerationOptions.NoTransactions);
            await Execute(connection, script, ct);
        }

        await DropDoors(connection, database.Name, ct);
        await Execute(connection, Wall.Sql(context), ct);
        await transaction.CommitAsync(ct);
        return missing;
    }

    private static async Task<HashSet<string>> Applied(
        NpgsqlConnection connection,
        string name,
        CancellationToken ct
    )
    {
        var applied = new HashSet<string>();
        const string History =
            "select 1 from pg_tables where schemaname = $1 and tablename = '__ef_migrations_history'";
        if (await Exists(connection, History, name, ct))
        {
            await using var command = new NpgsqlCommand(
                $"select migration_id from {name}.__ef_migrations_history",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                applied.Add(reader.GetString(0));
            }
        }

        return applied;
    }

    // A door that is gone from the code, or answers in another shape, must not stay; the wall makes the others anew.
    private static async Task DropDoors(
        NpgsqlConnection connection,
        string name,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(string_agg('drop function ' || p.oid::regprocedure || ';', ' '), '') from pg_proc p where p.pronamespace = $1::regnamespace and pg_get_userbyid(p.proowner) = any ($2)",
            connection
        );
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = new[] { $"lf_{name}_door", $"lf_{name}_jobs" } });
        if (await command.ExecuteScalarAsync(ct) is string { Length: > 0 } drops)
        {
            await Execute(connection, drops, ct);
        }
    }

    private static async Task<NpgsqlConnection> Connect(
        string server,
        string? database,
        CancellationToken ct
    )
    {
        var settings = new NpgsqlConnectionStringBuilder(server)
        {
            Pooling = false,
            CommandTimeout = 120,
        };
        settings.Database = database ?? settings.Database ?? "postgres";
        var until = TimeProvider.System.GetUtcNow() + ServerWait;
        while (true)
        {
            var connection = new NpgsqlConnection(settings.ConnectionString);
            try
            {
                await connection.OpenAsync(ct);
                return connection;
            }
            catch (NpgsqlException exception)
                when (exception.IsTransient && TimeProvider.System.GetUtcNow() < until)
            {
                await connection.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
            }
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names come from the catalog in this project, passwords are quoted by the server.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<bool> Exists(
        NpgsqlConnection connection,
        string sql,
        string value,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // A constant of this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static string Quoted(string name) =>
        $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
