using System.Diagnostics;
using System.Globalization;
using LeadFuel.Hosting.Processes;
using Npgsql;

namespace LeadFuel.Hosting.Postgres;

/// <summary>
/// A PostgreSQL cluster in one folder. PostgreSQL refuses to run as root, so for root every program of it
/// runs as the user nobody, who then owns the folder.
/// </summary>
public sealed record PostgresServer(PostgresBinaries Binaries, string Home)
{
    public string DataFolder => Path.Combine(Home, "data");

    public bool IsInitialized => File.Exists(Path.Combine(DataFolder, "PG_VERSION"));

    /// <summary>The major version that wrote the data, or null when there is none yet.</summary>
    public int? DataMajor =>
        IsInitialized
            ? int.Parse(
                File.ReadAllText(Path.Combine(DataFolder, "PG_VERSION")).Trim(),
                CultureInfo.InvariantCulture
            )
            : null;

    /// <summary>Makes the folder and an empty cluster in it, with the login <c>postgres</c>.</summary>
    public async Task Initialize(string password, CancellationToken ct)
    {
        if (IsInitialized)
        {
            return;
        }

        await MakeHome(ct);
        if (Directory.Exists(DataFolder))
        {
            // What an interrupted initdb left; a finished one has PG_VERSION.
            Directory.Delete(DataFolder, recursive: true);
        }

        var passwordFile = Path.Combine(Home, "password.tmp");
        try
        {
            await File.WriteAllTextAsync(passwordFile, password, ct);
            await Own(passwordFile, ct);
            string[] arguments =
            [
                "-D",
                DataFolder,
                "-U",
                "postgres",
                "--auth=scram-sha-256",
                $"--pwfile={passwordFile}",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ];
            var made = await Command.Run(Start("initdb", arguments), ct);
            if (made.ExitCode != 0)
            {
                throw new PostgresFailed(
                    Explain($"initdb could not make a database in {DataFolder}", made.Errors)
                );
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>How to run the server in the foreground; it logs to standard error.</summary>
    public ProcessStartInfo Foreground(int port, IEnumerable<string> settings) =>
        Start("postgres", ["-D", DataFolder, .. Flags(port, settings)]);

    /// <summary>Starts the server so that it outlives this process, and answers its process id when it is ready.</summary>
    public async Task<int> StartDetached(
        int port,
        IEnumerable<string> settings,
        CancellationToken ct
    )
    {
        string[] arguments =
        [
            "start",
            "-s",
            "-w",
            "-t",
            "30",
            "-D",
            DataFolder,
            "-l",
            Path.Combine(Home, "server.log"),
            "-o",
            string.Join(' ', Flags(port, settings).Select(flag => $"\"{flag}\"")),
        ];
        // pg_ctl's child keeps inherited pipes open, so its output is not read.
        var start = Start("pg_ctl", arguments);
        start.RedirectStandardOutput = false;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
        {
            var log = await File.ReadAllTextAsync(Path.Combine(Home, "server.log"), ct);
            throw new PostgresFailed(Explain($"PostgreSQL did not start in {DataFolder}", log));
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(DataFolder, "postmaster.pid"), ct);
        return int.Parse(lines[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Stops a server started by <see cref="StartDetached"/>; <c>immediate</c> loses nothing that tests keep.</summary>
    public async Task StopDetached(string mode, CancellationToken ct) =>
        await Command.Run(Start("pg_ctl", ["stop", "-w", "-m", mode, "-D", DataFolder]), ct);

    public static string ConnectionString(
        int port,
        string password,
        string database = "postgres"
    ) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Password = password,
            Database = database,
        }.ConnectionString;

    private static string[] Flags(int port, IEnumerable<string> settings) =>
        [
            "-p",
            port.ToString(CultureInfo.InvariantCulture),
            .. (
                (string[])["listen_addresses=127.0.0.1", "unix_socket_directories=", .. settings]
            ).SelectMany(setting => (string[])["-c", setting]),
        ];

    private ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var path = Binaries.Program(program);
        var start = Nobody is { } nobody
            ? new ProcessStartInfo(
                "setpriv",
                [
                    $"--reuid={nobody.User}",
                    $"--regid={nobody.Group}",
                    "--clear-groups",
                    path,
                    .. arguments,
                ]
            )
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = Home;
        return start;
    }

    private async Task MakeHome(CancellationToken ct)
    {
        Directory.CreateDirectory(Home);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Home,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        await Own(Home, ct);
    }

    private static async Task Own(string path, CancellationToken ct)
    {
        if (Nobody is { } nobody)
        {
            await Command.Run("chown", [$"{nobody.User}:{nobody.Group}", path], ct);
        }
    }

    /// <summary>Who runs PostgreSQL in place of root, or null when this process is not root.</summary>
    public static (string User, string Group)? Nobody { get; } =
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? File.ReadLines("/etc/passwd")
                .Select(line => line.Split(':'))
                .Where(fields => fields[0] == "nobody")
                .Select(fields => ((string, string)?)(fields[2], fields[3]))
                .FirstOrDefault()
            : null;

    /// <summary>True when the user who runs PostgreSQL in place of root may enter the folder.</summary>
    public static async Task<bool> IsReachable(string folder, CancellationToken ct) =>
        Nobody is not { } nobody
        || await Command.Run(
            "setpriv",
            [
                $"--reuid={nobody.User}",
                $"--regid={nobody.Group}",
                "--clear-groups",
                "test",
                "-x",
                folder,
            ],
            ct
        )
            is { ExitCode: 0 };

    /// <summary>Makes a folder that everybody may enter, and nobody but us may write.</summary>
    public static Task MakeReachable(string folder, CancellationToken ct) =>
        Command.Run("install", ["-d", "-m", "755", folder], ct);

    public static string Explain(string what, string log) =>
        log.Contains("No space left on device", StringComparison.Ordinal)
        || log.Contains("Disk quota exceeded", StringComparison.Ordinal)
            ? $"{what}: the disk is full. Free some space and start again; nothing that was committed is lost."
            : $"{what}:\n{log.Trim()}";
}

/// <summary>PostgreSQL did not come up; the message holds its own words.</summary>
public sealed class PostgresFailed(string message) : Exception(message);
