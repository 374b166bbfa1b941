using System.Diagnostics;
using System.Globalization;

namespace LeadFuel.Benchmarks;

/// <summary>P15: what the suite takes while nobody uses it, against as many bare ASP.NET services.</summary>
internal static class SuiteAtRest
{
    private const int Rounds = 5;
    private const double MemoryLimit = 1.3;
    private const double CpuLimit = 2;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);

    // What starts compiles on for a minute, and its daily jobs look round.
    private static readonly TimeSpan UntilRest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        var state = SuiteRun.NewState();
        var memory = new List<(double, double)>();
        var (cpu, around) = (new List<double>(), new List<double>());
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                double services;
                await using (var suite = await SuiteRun.Start(state, ct))
                {
                    await Task.Delay(UntilRest, ct);
                    var own = suite
                        .Children.Where(child => SuiteRun.Services.Contains(child.Name))
                        .Select(child => child.Pid)
                        .ToList();
                    var all = Family(suite.AppHost);
                    cpu.Add(await Cpu(all, ct));
                    services = own.Sum(Memory);
                    around.Add(all.Except(own).Sum(Memory));
                }

                memory.Add((services, await Bare(SuiteRun.Services.Length, ct)));
                await Report.Round(
                    $"{services:0} MB of {memory[^1].Item2:0} MB, {cpu[^1]:0.0} % of a core"
                );
            }
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }

        return
        [
            Row.Of($"P15 memory of {SuiteRun.Services.Length} programs", "MB", memory, MemoryLimit),
            Row.Of("P15 processor at rest, all of it", "% of a core", cpu, CpuLimit),
            Row.Of(
                "P15   AppHost and PostgreSQL beside",
                "MB",
                around,
                double.PositiveInfinity
            ) with
            {
                Aim = "",
                Met = null,
            },
        ];
    }

    private static async Task<double> Bare(int count, CancellationToken ct)
    {
        var services = new List<Process>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var address = new Uri($"http://127.0.0.1:{Server.Free()}");
                services.Add(Start(address.OriginalString));
                while (!await SuiteRun.Answers(new Uri(address, "/health"), ct))
                {
                    await Task.Delay(50, ct);
                }
            }

            await Task.Delay(Settle, ct);
            return services.Sum(service => Memory(service.Id));
        }
        finally
        {
            foreach (var service in services)
            {
                service.Kill();
                await service.WaitForExitAsync(CancellationToken.None);
                service.Dispose();
            }
        }
    }

    internal static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(SuiteAtRest).Assembly.Location, "bare", .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Its share of resident memory: what several share counts once in the sum.</summary>
    private static double Memory(int pid)
    {
        try
        {
            return long.Parse(
                    File.ReadLines($"/proc/{pid}/smaps_rollup")
                        .First(line => line.StartsWith("Pss:", StringComparison.Ordinal))
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                    CultureInfo.InvariantCulture
                ) / 1024.0;
        }
        catch (IOException)
        {
            return 0; // It has just ended: a session of PostgreSQL's.
        }
    }

    private static async Task<double> Cpu(IReadOnlyList<int> pids, CancellationToken ct)
    {
        const double TicksPerSecond = 100;
        var before = pids.ToDictionary(pid => pid, Ticks);
        await Task.Delay(Watch, ct);
        return 100
            * pids.Sum(pid => Math.Max(0, Ticks(pid) - before[pid]))
            / TicksPerSecond
            / Watch.TotalSeconds;
    }

    private static long Ticks(int pid) =>
        Stat(pid) is { } fields
            ? long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture)
            : 0;

    /// <summary>A process and all that it started.</summary>
    private static List<int> Family(int root)
    {
        var parents = Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(pid => (Pid: pid, Parent: Stat(pid) is { } f ? f[1] : "0"))
            .ToLookup(
                process => int.Parse(process.Parent, CultureInfo.InvariantCulture),
                process => process.Pid
            );
        var all = new List<int> { root };
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(parents[all[i]]);
        }

        return all;
    }

    // Fields from the third on, which follow the last bracket.
    private static string[]? Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
