using System.Diagnostics;
using System.Text.Json;
using LeadFuel.Browser.Tests;
using LeadFuel.Hosting.Postgres;

namespace LeadFuel.Benchmarks;

/// <summary>P13: what a browser fetches until /home is painted, and Lighthouse's four scores of the first two pages.</summary>
internal static class FirstPage
{
    private const int Rounds = 5;
    private const string Version = "12.8.2";
    private const double MostBytes = 100_000;
    private const double Full = 100;
    private static readonly string[] Categories =
    [
        "performance",
        "accessibility",
        "best-practices",
        "seo",
    ];

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        var lighthouse = await Lighthouse(ct);
        var chromium = await Chromium.Find(ct);
        var state = SuiteRun.NewState();
        try
        {
            await using var suite = await SuiteRun.Start(state, ct);
            var (cookie, _) = await suite.SignUp(ct);
            var rows = new List<Row>();
            var bytes = new List<double>();
            foreach (
                var (page, with) in ((string, string?)[])[("/sign-in", null), ("/home", cookie)]
            )
            {
                var scores = Categories.ToDictionary(name => name, _ => new List<double>());
                for (var round = 0; round < Rounds; round++)
                {
                    using var report = await Audit(
                        lighthouse,
                        chromium,
                        new Uri(suite.Gateway, page),
                        with,
                        ct
                    );
                    foreach (var name in Categories)
                    {
                        scores[name]
                            .Add(
                                100
                                    * report
                                        .RootElement.GetProperty("categories")
                                        .GetProperty(name)
                                        .GetProperty("score")
                                        .GetDouble()
                            );
                    }

                    await Report.Round(
                        $"{page} {string.Join(' ', scores.Values.Select(s => s[^1]))}"
                    );
                    if (with is not null)
                    {
                        bytes.Add(Fetched(report));
                    }
                }

                rows.AddRange(
                    scores.Select(score =>
                        Row.Of(
                            $"P13 {page} {score.Key}",
                            "of 100",
                            score.Value,
                            Full,
                            atLeast: true
                        )
                    )
                );
            }

            return
            [
                Row.Of("P13 script and style until /home", "bytes gzip", bytes, MostBytes),
                .. rows,
            ];
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>Script and style that the browser asked for, at the size of their gzip copies.</summary>
    private static double Fetched(JsonDocument report) =>
        report
            .RootElement.GetProperty("audits")
            .GetProperty("network-requests")
            .GetProperty("details")
            .GetProperty("items")
            .EnumerateArray()
            .Where(item =>
                item.TryGetProperty("resourceType", out var type)
                && type.GetString() is "Script" or "Stylesheet"
            )
            .Select(item => new Uri(item.GetProperty("url").GetString()!).AbsolutePath)
            .Distinct()
            .Sum(path =>
                new FileInfo(
                    Path.Combine(Repository.Root, "gateway", "wwwroot", path.TrimStart('/') + ".gz")
                ).Length
            );

    private static async Task<JsonDocument> Audit(
        string lighthouse,
        Chromium chromium,
        Uri page,
        string? cookie,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo(
            "node",
            [
                lighthouse,
                page.AbsoluteUri,
                "--preset=desktop",
                "--output=json",
                "--quiet",
                "--chrome-flags=--headless --no-sandbox --disable-gpu",
                $"--only-categories={string.Join(',', Categories)}",
                .. (
                    cookie is null
                        ? Array.Empty<string>()
                        :
                        [
                            $"--extra-headers={JsonSerializer.Serialize(new Dictionary<string, string> { ["Cookie"] = cookie })}",
                        ]
                ),
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHROME_PATH"] = chromium.Program;
        if (chromium.Libraries is { } libraries)
        {
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0
            ? JsonDocument.Parse(output)
            : throw new InvalidOperationException(
                $"Lighthouse ended with {process.ExitCode}: {await errors}"
            );
    }

    /// <summary>In the cache of what tests fetch; nothing of the product needs it.</summary>
    private static async Task<string> Lighthouse(CancellationToken ct)
    {
        var home = Path.Combine(PostgresPackage.Cache, $"lighthouse-{Version}");
        var program = Path.Combine(home, "node_modules", "lighthouse", "cli", "index.js");
        if (!File.Exists(program))
        {
            Directory.CreateDirectory(home);
            using var npm = Process.Start(
                new ProcessStartInfo(
                    "npm",
                    [
                        "install",
                        "--prefix",
                        home,
                        "--no-audit",
                        "--no-fund",
                        $"lighthouse@{Version}",
                    ]
                )
            )!;
            await npm.WaitForExitAsync(ct);
        }

        return File.Exists(program)
            ? program
            : throw new FileNotFoundException(
                $"npm did not bring Lighthouse {Version} into {home}."
            );
    }
}
