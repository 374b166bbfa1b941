using System.Net;
using System.Net.Sockets;
using LeadFuel.Databases;
using LeadFuel.Hosting.Postgres;
using Npgsql;

[assembly: AssemblyFixture(typeof(LeadFuel.House.Tests.Server))]

namespace LeadFuel.House.Tests;

/// <summary>A PostgreSQL of its own with all databases of the suite, made as a deployment makes them.</summary>
public sealed class Server : IAsyncLifetime
{
    private const string Password = "house";
    private readonly string home = Path.Combine(
        Path.GetTempPath(),
        $"lf-house-{Guid.CreateVersion7():N}"
    );
    private PostgresServer? server;
    private int port;

    public string Login => PostgresServer.ConnectionString(port, Password);

    public static IReadOnlyList<DatabasePlan> Plans =>
        [
            .. Catalog.Databases.Select(database => new DatabasePlan(
                database,
                database.Name,
                Password,
                Password
            )),
        ];

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        server = new PostgresServer(await PostgresBinaries.Find(null, _ => { }, ct), home);
        await server.Initialize(Password, ct);
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await server.StartDetached(port, ["fsync=off", "max_connections=100"], ct);
        // Two at once: the work is done once.
        await Task.WhenAll(
            DatabaseSetup.Run(Login, Plans, _ => { }, ct),
            DatabaseSetup.Run(Login, Plans, _ => { }, ct)
        );
    }

    /// <summary>As the application of `service` would connect to `database`.</summary>
    public NpgsqlDataSource App(string service, string? database = null) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Login)
            {
                Username = $"lf_{service}_app",
                Database = database ?? service,
                Pooling = false,
            }.ConnectionString
        );

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.StopDetached("immediate", CancellationToken.None);
        }

        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
