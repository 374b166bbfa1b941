using System.Diagnostics;
using LeadFuel.Databases;
using LeadFuel.Hosting.Postgres;
using LeadFuel.Testing;
using LeadFuel.Testing.Postgres;
using Npgsql;

namespace LeadFuel.House.Tests;

/// <summary>The one program with the server's login, as a deployment runs it: against a server that has nothing yet.</summary>
public sealed class DatabasesTests
{
    private const string Password = "house";

    [Fact]
    public async Task Published_it_makes_all_databases_once_and_says_what_it_did()
    {
        var ct = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("leadfuel-databases-").FullName;
        var published = Path.Combine(home, "published");
        var server = new PostgresServer(
            await PostgresBinaries.Find(
                Environment.GetEnvironmentVariable("LEADFUEL_PG_BIN"),
                _ => { },
                ct
            ),
            Path.Combine(home, "server")
        );
        try
        {
            await PostgresServer.MakeReachable(home, ct);
            await server.Initialize(Password, ct);
            var port = Ports.Free();
            await server.StartDetached(port, ["fsync=off"], ct);
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var (code, says) = await Run(
                [
                    "publish",
                    Path.Combine(Repository.Root, "services/Databases"),
                    "--no-build",
                    "--configuration",
                    configuration,
                    "--output",
                    published,
                    "-nologo",
                ],
                [],
                ct
            );
            Assert.True(code == 0, says);
            // A service's settings beside it would configure the wrong process.
            Assert.Empty(Directory.EnumerateFiles(published, "appsettings*.json"));

            var program = Path.Combine(published, "LeadFuel.Databases.dll");
            var settings = Settings(PostgresServer.ConnectionString(port, Password));
            (code, says) = await Run([program], settings, ct);
            Assert.True(code == 0, says);
            Assert.All(
                Catalog.Databases,
                database => Assert.Contains($"{database.Name}: 20", says, StringComparison.Ordinal)
            );

            var twice = await Task.WhenAll(
                Run([program], settings, ct),
                Run([program], settings, ct)
            );
            Assert.All(twice, run => Assert.Equal(0, run.Code));
            Assert.All(
                twice,
                run =>
                    Assert.All(
                        Catalog.Databases,
                        database =>
                            Assert.Contains(
                                $"{database.Name}: current",
                                run.Says,
                                StringComparison.Ordinal
                            )
                    )
            );

            foreach (var database in Catalog.Databases)
            {
                await using var app = NpgsqlDataSource.Create(
                    new NpgsqlConnectionStringBuilder(
                        PostgresServer.ConnectionString(
                            port,
                            $"{database.Name}-login",
                            database.Name
                        )
                    )
                    {
                        Username = $"lf_{database.Name}_app",
                        Pooling = false,
                    }.ConnectionString
                );
                await using var context = database.Context();
                Assert.Empty(await LeadFuel.Accounts.Wall.Faults(app, context, ct));
            }

            settings.Remove("Logins__reach");
            (code, says) = await Run([program], settings, ct);
            Assert.Equal(1, code);
            Assert.Contains("Logins:reach is missing", says, StringComparison.Ordinal);
        }
        finally
        {
            await server.StopDetached("immediate", CancellationToken.None);
            Directory.Delete(home, recursive: true);
        }
    }

    private static Dictionary<string, string> Settings(string login)
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings__postgres"] = login };
        foreach (var database in Catalog.Databases)
        {
            settings[$"Logins__{database.Name}"] = $"{database.Name}-login";
            settings[$"ArchiveLogins__{database.Name}"] = $"{database.Name}-archive";
        }

        return settings;
    }

    private static async Task<(int Code, string Says)> Run(
        string[] arguments,
        Dictionary<string, string> settings,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors);
    }
}
