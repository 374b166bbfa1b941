using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeadFuel.Hosting.Postgres;
using Npgsql;

namespace LeadFuel.Hosting.Tests;

public sealed class PostgresTests : IDisposable
{
    private readonly string _home = Path.Combine(
        Path.GetTempPath(),
        $"lf-pg-{Guid.CreateVersion7():N}"
    );

    [Fact(Timeout = 120_000)]
    public async Task A_bare_machine_gets_a_server_that_answers_and_stops()
    {
        var ct = TestContext.Current.CancellationToken;
        var binaries = await PostgresBinaries.Find(null, _ => { }, ct);
        var server = new PostgresServer(binaries, _home);
        await server.Initialize("secret", ct);
        var port = FreePort();
        var pid = await server.StartDetached(port, ["fsync=off"], ct);

        await using (
            var source = NpgsqlDataSource.Create(PostgresServer.ConnectionString(port, "secret"))
        )
        {
            await using var command = source.CreateCommand("show server_version_num");
            var version = int.Parse(
                (string)(await command.ExecuteScalarAsync(ct))!,
                CultureInfo.InvariantCulture
            );
            Assert.InRange(version, PostgresBinaries.Oldest * 10_000, int.MaxValue);
        }

        await server.StopDetached("immediate", ct);
        while (Directory.Exists($"/proc/{pid}"))
        {
            await Task.Delay(20, ct);
        }

        Assert.Equal(binaries.Major, server.DataMajor);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_given_folder_without_a_server_is_refused_with_the_way_out()
    {
        var refused = await Assert.ThrowsAsync<PostgresNotFound>(() =>
            PostgresBinaries.Find("/nowhere", _ => { }, TestContext.Current.CancellationToken)
        );

        Assert.Equal(
            "LEADFUEL_PG_BIN is /nowhere, but there is no working initdb, postgres and pg_ctl in it. "
                + "Name the bin folder of PostgreSQL 17 or newer, or remove the variable.",
            refused.Message
        );
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }
    }
}
