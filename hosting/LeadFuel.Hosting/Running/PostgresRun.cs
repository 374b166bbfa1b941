using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Postgres;
using LeadFuel.Hosting.Processes;
using Npgsql;

namespace LeadFuel.Hosting.Running;

/// <summary>The PostgreSQL server, found or fetched; its data stays in the run's folder.</summary>
internal sealed class PostgresRun(Runner runner, PostgresServerResource resource)
    : ResourceRun(runner, resource)
{
    private NpgsqlDataSource? _login;

    protected override int StopSignal => Signal.Interrupt; // "fast": open sessions are ended, everything is written

    protected override async Task<ProcessStartInfo?> Prepare(CancellationToken ct)
    {
        var password = (await resource.PasswordParameter.GetValueAsync(ct))!;
        var connection = new NpgsqlConnectionStringBuilder(
            await resource.ConnectionStringExpression.GetValueAsync(ct)
        )
        {
            Pooling = false,
            Timeout = 3,
        };
        if (_login is not null)
        {
            await _login.DisposeAsync();
        }

        _login = NpgsqlDataSource.Create(connection.ConnectionString);
        if (Runner.GivenServer(resource) is not null)
        {
            return null;
        }

        var binaries = await PostgresBinaries.Find(
            Runner.Configuration["LEADFUEL_PG_BIN"],
            line =>
            {
                Log.Add(line);
                Runner.Say(line);
            },
            ct
        );
        Version = binaries.Major.ToString(CultureInfo.InvariantCulture);
        var server = new PostgresServer(binaries, await Home(ct));
        if (server.DataMajor is { } written && written != binaries.Major)
        {
            throw new PostgresFailed(
                $"The data in {server.Home} was written by PostgreSQL {written}, but PostgreSQL {binaries.Major} is here. "
                    + $"Set LEADFUEL_PG_BIN to the bin folder of PostgreSQL {written}, or start anew, without the old data: rm -r {server.Home}"
            );
        }

        await server.Initialize(password, ct);
        string[] settings = Runner.Switches.Ephemeral
            ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"]
            : ["max_connections=300"];
        var start = server.Foreground(connection.Port, settings);
        var detached = Guardian.Detached(start.FileName, start.ArgumentList);
        detached.WorkingDirectory = start.WorkingDirectory;
        return detached;
    }

    protected override async Task<string?> Check(CancellationToken ct)
    {
        try
        {
            await using var command = _login!.CreateCommand("select 1");
            await command.ExecuteScalarAsync(ct);
            return null;
        }
        catch (PostgresException refused)
            when (refused.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            return $"the data was made with another password than the parameter {resource.PasswordParameter.Name} has now; "
                + $"give it the old value, or start anew, without the old data: rm -r {await Home(ct)}";
        }
        catch (NpgsqlException refused)
        {
            return refused is PostgresException answer ? answer.MessageText : Health.Silent;
        }
    }

    protected override async Task<string?> BecameHealthy(CancellationToken ct)
    {
        foreach (var (name, database) in resource.Databases)
        {
            try
            {
                await using var create = _login!.CreateCommand(
                    $"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(database)}"
                );
                await create.ExecuteNonQueryAsync(ct);
            }
            catch (PostgresException there)
                when (there.SqlState is PostgresErrorCodes.DuplicateDatabase)
            {
                // Made by an earlier run.
            }
            catch (NpgsqlException lost)
                when (lost is { IsTransient: true, SqlState: not PostgresErrorCodes.DiskFull })
            {
                return $"database {database}: {lost.Message}";
            }

            await Runner.DatabaseReady(name, ct);
        }

        return null;
    }

    protected override string? ExplainExit(int code) =>
        string.Join('\n', Log.Last(40)) is var log
        && PostgresServer.Explain("PostgreSQL stopped", log) is var said
        && said.Contains("disk is full", StringComparison.Ordinal)
            ? said
            : null;

    /// <summary>Under root the server runs as another user, who must be able to reach its folder.</summary>
    private async Task<string> Home(CancellationToken ct)
    {
        var volume =
            resource.Annotations.OfType<VolumeAnnotation>().LastOrDefault()?.Name ?? resource.Name;
        var home = Path.Combine(Runner.State, "data", volume);
        if (PostgresServer.Nobody is null || await PostgresServer.IsReachable(Runner.State, ct))
        {
            return home;
        }

        var elsewhere = Path.Combine(PostgresPackage.Cache, "data", Runner.FolderName, volume);
        await PostgresServer.MakeReachable(Path.GetDirectoryName(elsewhere)!, ct);
        Runner.Say(
            $"{Runner.State} is closed to the user that runs PostgreSQL; its data is in {elsewhere}."
        );
        return elsewhere;
    }
}
