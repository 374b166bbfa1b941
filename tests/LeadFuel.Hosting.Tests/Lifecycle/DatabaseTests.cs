using System.Diagnostics;
using LeadFuel.Hosting.Postgres;
using LeadFuel.Hosting.Processes;
using LeadFuel.Hosting.Running;
using Npgsql;

namespace LeadFuel.Hosting.Tests.Lifecycle;

/// <summary>What a person reads when there is no PostgreSQL, not the right one, or no room for it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DatabaseTests
{
    [Fact(Timeout = 120_000)]
    public async Task Without_PostgreSQL_and_Node_both_ways_out_are_named()
    {
        var bare = RunFolder.Temporary();
        using var goes = new Gone(bare);
        foreach (var tool in (string[])["setpriv", "chown", "install", "test"])
        {
            File.CreateSymbolicLink(Path.Combine(bare, tool), $"/usr/bin/{tool}");
        }

        await using var run = AppHostProcess.Start(
            ["--postgres", "yes"],
            TestContext.Current.CancellationToken,
            environment: new()
            {
                ["PATH"] = bare,
                ["LEADFUEL_PG_BIN"] = "npm",
                ["LEADFUEL_CACHE"] = Path.Combine(bare, "cache"),
            }
        );

        await run.Line(
            "postgres failed: PostgreSQL 17 or newer was not found, and it cannot be fetched because Node.js is missing. "
                + "Install Node.js 20 or newer (it brings npm), or install PostgreSQL, or set LEADFUEL_PG_BIN to its bin folder."
        );
        run.Send(Processes.Signal.Terminate);
        Assert.Equal(1, await run.Exit());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_old_PostgreSQL_is_passed_over_in_one_line()
    {
        var old = RunFolder.Temporary();
        using var goes = new Gone(old);
        foreach (var name in (string[])["initdb", "postgres", "pg_ctl"])
        {
            var program = Path.Combine(old, name);
            await File.WriteAllTextAsync(
                program,
                "#!/bin/sh\necho 'postgres (PostgreSQL) 15.8'\n",
                TestContext.Current.CancellationToken
            );
            File.SetUnixFileMode(
                program,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        await using var run = AppHostProcess.Start(
            ["--postgres", "yes"],
            TestContext.Current.CancellationToken,
            environment: new() { ["LEADFUEL_PG_BIN"] = old }
        );
        await run.Ready();

        Assert.Single(run.Lines, $"PostgreSQL 15 in {old} is passed over: 17 or newer is needed.");
    }

    [Fact(Timeout = 120_000)]
    public async Task Data_of_another_version_is_left_alone_and_the_way_out_is_named()
    {
        var folder = RunFolder.Temporary();
        var home = Path.Combine(folder, ".run", "data", "fixture");
        Directory.CreateDirectory(Path.Combine(home, "data"));
        var version = Path.Combine(home, "data", "PG_VERSION");
        await File.WriteAllTextAsync(version, "15\n", TestContext.Current.CancellationToken);
        var found = await PostgresBinaries.Find(
            null,
            _ => { },
            TestContext.Current.CancellationToken
        );

        await using var run = AppHostProcess.Start(
            ["--postgres", "yes"],
            TestContext.Current.CancellationToken,
            folder
        );

        await run.Line(
            $"postgres failed: The data in {home} was written by PostgreSQL 15, but PostgreSQL {found.Major} is here. "
                + $"Set LEADFUEL_PG_BIN to the bin folder of PostgreSQL 15, or start anew, without the old data: rm -r {home}"
        );
        Assert.Equal("15\n", await File.ReadAllTextAsync(version, CancellationToken.None));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_full_disk_is_called_a_full_disk()
    {
        var folder = RunFolder.Temporary();
        Directory.CreateDirectory(Path.Combine(folder, ".run"));
        await using var run = AppHostProcess.Start(
            ["--postgres", "yes"],
            TestContext.Current.CancellationToken,
            folder,
            wrap: start => OnSmallDisk(start, folder, "16m")
        );

        await run.Line(
            $"postgres failed: initdb could not make a database in {folder}/.run/data/fixture/data: the disk is full. "
                + "Free some space and start again; nothing that was committed is lost."
        );
    }

    [Fact(Timeout = 120_000)]
    public async Task A_disk_that_is_full_from_the_first_byte_ends_the_start_with_the_same_words()
    {
        var folder = RunFolder.Temporary();
        Directory.CreateDirectory(Path.Combine(folder, ".run"));
        await using var run = AppHostProcess.Start(
            [],
            TestContext.Current.CancellationToken,
            folder,
            wrap: start => OnSmallDisk(start, folder, "4k")
        );

        Assert.Equal(1, await run.Exit());
        Assert.Contains(
            $"The disk of {folder}/.run is full. Free some space and start again; nothing that was committed is lost.",
            run.Lines
        );
    }

    [Fact(Timeout = 120_000)]
    public async Task A_connection_that_is_lost_while_the_databases_are_made_is_made_again()
    {
        await using var run = AppHostProcess.Start(
            ["--postgres", "yes"],
            TestContext.Current.CancellationToken,
            environment: new() { ["Parameters__postgres-password"] = "lost" }
        );
        await run.Ready();
        using var page = await run.Dashboard();
        await using (
            var server = NpgsqlDataSource.Create(
                PostgresServer.ConnectionString(new Uri(run.Url("postgres/tcp")).Port, "lost")
            )
        )
        {
            // The first to come asks whether the server is there; the second makes a database.
            await using var trap = server.CreateCommand(
                """
                create sequence logins;
                create function count_logins() returns event_trigger language plpgsql as
                $$ begin if nextval('logins') = 2 then perform pg_terminate_backend(pg_backend_pid()); end if; end $$;
                create event trigger count_logins on login execute function count_logins();
                """
            );
            await trap.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await page.Act("/api/resources/postgres/restart");

        await run.Line(line => line.Contains("database core: 57P01", StringComparison.Ordinal));
        await page.State("postgres", "Running");
        await page.State("core", "Running");
    }

    /// <summary>The state on a file system of this size, which only these processes see and which goes with them.</summary>
    private static ProcessStartInfo OnSmallDisk(
        ProcessStartInfo start,
        string folder,
        string size
    ) =>
        new(
            "unshare",
            [
                "--mount",
                .. (string[])(Environment.IsPrivilegedProcess ? [] : ["--map-root-user"]),
                "sh",
                "-c",
                $"mount -t tmpfs -o size={size},mode=755 tmpfs '{folder}/.run' && if [ {size} = 4k ]; then head -c 4096 /dev/zero > '{folder}/.run/ballast'; fi; exec \"$0\" \"$@\"",
                start.FileName,
                .. start.ArgumentList,
            ]
        );

    private sealed record Gone(string Folder) : IDisposable
    {
        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
