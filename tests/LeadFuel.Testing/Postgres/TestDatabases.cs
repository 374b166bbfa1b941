using System.Globalization;
using System.Security.Cryptography;
using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Hosting.Processes;
using Npgsql;

namespace LeadFuel.Testing.Postgres;

/// <summary>
/// The databases of one suite of services: copies of templates that the databases project made as for a deployment,
/// with its roles, logins and wall. They go with the suite; those of a killed run go with the next.
/// </summary>
internal sealed class TestDatabases : IAsyncDisposable
{
    public const string Password = "tests";
    private const int KeptTemplates = 6;
    private static int made;
    private readonly string login;
    private readonly Dictionary<string, string> physical = [];
    private readonly Dictionary<string, NpgsqlDataSource> sources = [];

    private TestDatabases(string login) => this.login = login;

    public static async Task<TestDatabases> Make(
        string login,
        IEnumerable<string> names,
        CancellationToken ct
    )
    {
        var databases = Catalog.Databases.Where(database => names.Contains(database.Name)).ToList();
        var set = new TestDatabases(login);
        await using var server = await set.Connect("postgres", ct);
        // One at a time: a template in the making must not be copied, one in use not be dropped.
        await Execute(server, "select pg_advisory_lock(hashtextextended('leadfuel.tests', 0))", ct);
        await DropAbandoned(server, ct);
        await MakeTemplates(server, login, databases, ct);
        var number = Interlocked.Increment(ref made);
        var own = ProcessIdentity.Current;
        await Task.WhenAll(
            databases.Select(async database =>
            {
                var name = $"t_{own.Pid}_{own.Started}_{number}_{database.Name}";
                await using var connection = await set.Connect("postgres", ct);
                await Execute(
                    connection,
                    $"create database {name} template {TemplateOf(database)} strategy file_copy",
                    ct
                );
                await DatabaseSetup.Open(connection, database.Name, name, ct);
                lock (set.physical)
                {
                    set.physical[database.Name] = name;
                }
            })
        );
        return set;
    }

    public string ServerLogin => login;

    /// <summary>What the databases project was told to make these.</summary>
    public IReadOnlyList<DatabasePlan> Plans =>
        [
            .. Catalog
                .Databases.Where(database => physical.ContainsKey(database.Name))
                .Select(database => new DatabasePlan(
                    database,
                    physical[database.Name],
                    Password,
                    Password
                )),
        ];

    /// <summary>As the login of a service, or its second one for archive runs.</summary>
    public string Connection(string database, string role = "app") =>
        new NpgsqlConnectionStringBuilder(login)
        {
            Username = $"lf_{database}_{role}",
            Password = Password,
            Database = physical[database],
        }.ConnectionString;

    /// <summary>As the server itself, past the wall: to look at what is on disk, or to set the scene.</summary>
    public NpgsqlDataSource Source(string database)
    {
        lock (sources)
        {
            if (!sources.TryGetValue(database, out var source))
            {
                var settings = new NpgsqlConnectionStringBuilder(login)
                {
                    Database = physical[database],
                    SearchPath = database,
                    MaxPoolSize = 4,
                };
                sources[database] = source = NpgsqlDataSource.Create(settings.ConnectionString);
            }

            return source;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
        {
            await source.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        await using var server = await Connect("postgres", CancellationToken.None);
        foreach (var name in physical.Values)
        {
            await Execute(
                server,
                $"drop database if exists {name} with (force)",
                CancellationToken.None
            );
        }
    }

    private static async Task MakeTemplates(
        NpgsqlConnection server,
        string login,
        IReadOnlyList<SuiteDatabase> databases,
        CancellationToken ct
    )
    {
        var ready = await Names(server, "datistemplate and datname like 'tmpl\\_%'", ct);
        var missing = databases.Where(database => !ready.Contains(TemplateOf(database))).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var database in missing)
        {
            // What a killed run left half-built, and the oldest ones of other states of the code.
            await Execute(server, $"drop database if exists {TemplateOf(database)}", ct);
            var older = await Names(
                server,
                $"datistemplate and datname like 'tmpl\\_{database.Name}\\_%' order by oid desc offset {KeptTemplates - 1}",
                ct
            );
            foreach (var old in older)
            {
                await Execute(server, $"alter database {old} is_template false; ", ct);
                await Execute(server, $"drop database {old}", ct);
            }
        }

        await DatabaseSetup.Run(
            login,
            [
                .. missing.Select(database => new DatabasePlan(
                    database,
                    TemplateOf(database),
                    Password,
                    Password
                )),
            ],
            _ => { },
            ct
        );
        foreach (var database in missing)
        {
            await Execute(server, $"alter database {TemplateOf(database)} is_template true", ct);
        }
    }

    private static async Task DropAbandoned(NpgsqlConnection server, CancellationToken ct)
    {
        foreach (var name in await Names(server, "datname like 't\\_%'", ct))
        {
            var parts = name.Split('_');
            var owner = new ProcessIdentity(
                int.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[2]
            );
            if (!owner.IsAlive)
            {
                await Execute(server, $"drop database if exists {name} with (force)", ct);
            }
        }
    }

    // The code that makes a database decides what is in it.
    private static string TemplateOf(SuiteDatabase database)
    {
        using var context = database.Context();
        var code = string.Concat(
            context.GetType().Module.ModuleVersionId,
            typeof(Wall).Module.ModuleVersionId,
            typeof(DatabaseSetup).Module.ModuleVersionId
        );
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code));
        return $"tmpl_{database.Name}_{Convert.ToHexStringLower(hash)[..12]}";
    }

    private async Task<NpgsqlConnection> Connect(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(login)
            {
                Database = database,
                Pooling = false,
                CommandTimeout = 120,
            }.ConnectionString
        );
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task<List<string>> Names(
        NpgsqlConnection server,
        string where,
        CancellationToken ct
    )
    {
        var names = new List<string>();
#pragma warning disable CA2100 // Names come from this class and the catalog.
        await using var command = new NpgsqlCommand(
            $"select datname from pg_database where {where}",
            server
        );
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static async Task Execute(NpgsqlConnection server, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names come from this class and the catalog.
        await using var command = new NpgsqlCommand(sql, server);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
