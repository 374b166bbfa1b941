using System.Net;
using System.Net.Sockets;
using LeadFuel.Databases;
using LeadFuel.Hosting.Postgres;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>A PostgreSQL of its own with PostgreSQL's own durability, and the suite's databases in it, as a deployment makes them.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const string Password = "benchmarks";
    private const string Owner = "lf_benchmarks";
    private readonly PostgresServer server;
    private readonly string home;
    private readonly int port;
    private readonly List<NpgsqlDataSource> sources = [];

    private Server(PostgresServer server, string home, int port) =>
        (this.server, this.home, this.port) = (server, home, port);

    public static async Task<Server> Start(CancellationToken ct)
    {
        var home = Path.Combine(Path.GetTempPath(), $"leadfuel-benchmarks-{Environment.ProcessId}");
        var given = Environment.GetEnvironmentVariable("LEADFUEL_PG_BIN");
        var server = new PostgresServer(await PostgresBinaries.Find(given, _ => { }, ct), home);
        await server.Initialize(Password, ct);
        var port = Free();
        await server.StartDetached(port, [], ct);
        var started = new Server(server, home, port);
        await DatabaseSetup.Run(
            PostgresServer.ConnectionString(port, Password),
            [
                .. Catalog.Databases.Select(database => new DatabasePlan(
                    database,
                    database.Name,
                    Password,
                    Password
                )),
            ],
            _ => { },
            ct
        );
        await started.MakeOwner(ct);
        return started;
    }

    /// <summary>As the service itself, behind the wall.</summary>
    public NpgsqlDataSource Service(string database) => Open(database, $"lf_{database}_app");

    /// <summary>With the owner's rights and past row-level security: what a suite without walls would use.</summary>
    public NpgsqlDataSource Unwalled(string database) => Open(database, Owner);

    /// <summary>The server's own login, to set the scene.</summary>
    public NpgsqlDataSource Itself(string database) => Open(database, "postgres");

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }

        await server.StopDetached("immediate", CancellationToken.None);
        Directory.Delete(home, recursive: true);
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task MakeOwner(CancellationToken ct)
    {
        await using var command = Itself("postgres")
            .CreateCommand(
                $"create role {Owner} login bypassrls password '{Password}'; grant {string.Join(", ", Catalog.Databases.Select(d => $"lf_{d.Name}_owner"))} to {Owner}; "
                    + string.Join(
                        ' ',
                        Catalog.Databases.Select(d =>
                            $"grant connect on database {d.Name} to {Owner};"
                        )
                    )
            );
        await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlDataSource Open(string database, string login)
    {
        // The same settings on every side, those of AddDatabase.
        var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(
                PostgresServer.ConnectionString(port, Password, database)
            )
            {
                Username = login,
                SearchPath = database == "postgres" ? null : database,
                MaxPoolSize = 20,
                Timeout = 5,
                CommandTimeout = 120,
                MaxAutoPrepare = 100,
            }.ConnectionString
        );
        sources.Add(source);
        return source;
    }
}
