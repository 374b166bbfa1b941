using System.Globalization;
using System.Text.RegularExpressions;
using LeadFuel.Hosting.Processes;

namespace LeadFuel.Hosting.Postgres;

/// <summary>A folder with <c>initdb</c>, <c>postgres</c> and <c>pg_ctl</c> of PostgreSQL 17 or newer.</summary>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int Oldest = 17;

    public string Program(string name) =>
        Path.Combine(Folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>
    /// The first usable PostgreSQL: <paramref name="given"/> (LEADFUEL_PG_BIN), what pg_config names,
    /// the system's folders, else the npm package, fetched once for this user. LEADFUEL_PG_BIN=npm goes
    /// straight to the package.
    /// </summary>
    public static async Task<PostgresBinaries> Find(
        string? given,
        Action<string> say,
        CancellationToken ct
    )
    {
        foreach (var folder in given == "npm" ? [] : await Candidates(given, ct))
        {
            if (await Probe(folder, ct) is not { } found)
            {
                if (folder == given)
                {
                    throw new PostgresNotFound(
                        $"LEADFUEL_PG_BIN is {given}, but there is no working initdb, postgres and pg_ctl in it. "
                            + "Name the bin folder of PostgreSQL 17 or newer, or remove the variable."
                    );
                }

                continue;
            }

            if (found.Major >= Oldest)
            {
                return found;
            }

            say($"PostgreSQL {found.Major} in {folder} is passed over: 17 or newer is needed.");
        }

        var packaged = await PostgresPackage.Folder(say, ct);
        return await Probe(packaged, ct)
            ?? throw new PostgresNotFound(
                $"The PostgreSQL in {packaged} does not run on this machine. "
                    + "Install PostgreSQL 17 or newer, or set LEADFUEL_PG_BIN to its bin folder."
            );
    }

    private static async Task<IReadOnlyList<string>> Candidates(string? given, CancellationToken ct)
    {
        var folders = new List<string>();
        if (given is { Length: > 0 })
        {
            folders.Add(given);
        }

        if (await Command.TryRun("pg_config", ["--bindir"], ct) is { ExitCode: 0 } config)
        {
            folders.Add(config.Output.Trim());
        }

        foreach (
            var root in (string[])["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]
        )
        {
            if (Directory.Exists(root))
            {
                folders.AddRange(
                    Directory
                        .EnumerateDirectories(root)
                        .Where(folder =>
                            root.StartsWith("/usr/lib", StringComparison.Ordinal)
                            || Path.GetFileName(folder)
                                .StartsWith("postgresql", StringComparison.Ordinal)
                        )
                        .OrderDescending(StringComparer.Ordinal)
                        .Select(folder => Path.Combine(folder, "bin"))
                );
            }
        }

        return [.. folders.Distinct()];
    }

    private static async Task<PostgresBinaries?> Probe(string folder, CancellationToken ct)
    {
        var binaries = new PostgresBinaries(folder, 0);
        if (
            !((string[])["initdb", "postgres", "pg_ctl"]).All(name =>
                File.Exists(binaries.Program(name))
            )
        )
        {
            return null;
        }

        var version = await Command.TryRun(binaries.Program("postgres"), ["--version"], ct);
        return
            version is { ExitCode: 0 }
            && MajorVersion().Match(version.Output) is { Success: true } match
            ? binaries with
            {
                Major = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}

/// <summary>There is no usable PostgreSQL here; the message says what to do.</summary>
public sealed class PostgresNotFound(string message, Exception? inner = null)
    : Exception(message, inner);
