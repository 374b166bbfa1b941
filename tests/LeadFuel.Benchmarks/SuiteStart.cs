using System.Diagnostics;

namespace LeadFuel.Benchmarks;

/// <summary>P12: the whole suite against the slowest of its services started alone.</summary>
internal static class SuiteStart
{
    private const int Rounds = 5;
    private const double Limit = 2.0;

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        var state = SuiteRun.NewState();
        try
        {
            // Makes the databases, and brings what is read into the machine's memory.
            await (await SuiteRun.Start(state, ct)).DisposeAsync();
            var rounds = new List<(double, double)>();
            var alone = SuiteRun.Services.ToDictionary(name => name, _ => 0.0);
            var slowest = "";
            for (var round = 0; round < Rounds; round++)
            {
                await using var suite = await SuiteRun.Start(state, ct);
                // Which one is the slowest is found once; then it alone is the baseline.
                foreach (var name in slowest.Length > 0 ? [slowest] : SuiteRun.Services)
                {
                    var (start, http) = suite.Again(name);
                    alone[name] = (await Alone(start, http, ct)).TotalSeconds;
                }

                slowest = alone.MaxBy(service => service.Value).Key;
                rounds.Add((suite.Took.TotalSeconds, alone[slowest]));
                await Report.Round(
                    $"{suite.Took.TotalSeconds:0.0} s, {slowest} {alone[slowest]:0.0} s"
                );
            }

            return [Row.Of($"P12 start ({slowest} alone)", "s", rounds, Limit)];
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>Starts a program, waits for its health and ends it; answers how long it took to be healthy.</summary>
    private static async Task<TimeSpan> Alone(
        ProcessStartInfo start,
        Uri http,
        CancellationToken ct
    )
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (!await SuiteRun.Answers(new Uri(http, "/health"), ct))
            {
                SuiteRun.Check(process, clock);
                await Task.Delay(20, ct);
            }

            return clock.Elapsed;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
