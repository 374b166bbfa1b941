using System.Text.Json;

namespace LeadFuel.Benchmarks;

/// <summary>P17: one row by its id through browser's cookie, gateway, service and database, against a bare service with the same SELECT.</summary>
internal static class RequestPrice
{
    private const int Rounds = 7;
    private const int Connections = 16;
    private const double Limit = 0.35;
    private const double MoreAtMost = 1;
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Single = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        var state = SuiteRun.NewState();
        try
        {
            await using var suite = await SuiteRun.Start(state, ct);
            var (cookie, account) = await suite.SignUp(ct);
            using var made = await suite.Send(
                HttpMethod.Post,
                "/api/reach/domains",
                new { name = $"d{Guid.CreateVersion7():N}.test" },
                cookie,
                null,
                ct
            );
            using var view = JsonDocument.Parse(await made.Content.ReadAsStringAsync(ct));
            var id = view.RootElement.GetProperty("id").GetGuid();
            var ours = new Load(suite.Gateway, $"/api/reach/domains/{id}", cookie);

            var address = new Uri($"http://127.0.0.1:{Server.Free()}");
            using var bare = SuiteAtRest.Start(
                address.OriginalString,
                suite.Database("reach") + ";MaxPoolSize=20;Max Auto Prepare=20",
                account
            );
            try
            {
                var baseline = new Load(address, $"/domains/{id}", null);
                while (!await SuiteRun.Answers(new Uri(address, "/health"), ct))
                {
                    await Task.Delay(50, ct);
                }

                // Until both are compiled for speed.
                for (var i = 0; i < 3; i++)
                {
                    await ours.Run(Connections, Full, ct);
                    await baseline.Run(Connections, Full, ct);
                }

                var (rates, waits) = (new List<(double, double)>(), new List<(double, double)>());
                for (var round = 0; round < Rounds; round++)
                {
                    var a = await ours.Run(Connections, Full, ct);
                    var b = await baseline.Run(Connections, Full, ct);
                    rates.Add((a.PerSecond, b.PerSecond));
                    var single = await ours.Run(1, Single, ct);
                    waits.Add((single.Middle, (await baseline.Run(1, Single, ct)).Middle));
                    await Report.Round(
                        $"{a.PerSecond:0} of {b.PerSecond:0} requests/s, p50 {single.Middle:0.00} and {waits[^1].Item2:0.00} ms"
                    );
                }

                return
                [
                    Row.Of(
                        $"P17 one row, {Connections} connections",
                        "requests/s",
                        rates,
                        Limit,
                        atLeast: true
                    ),
                    Row.Of("P17   p50 of one connection", "ms", waits),
                    Row.Of(
                        "P17 p50 more than bare",
                        "ms",
                        waits.Select(wait => wait.Item1 - wait.Item2),
                        MoreAtMost
                    ),
                ];
            }
            finally
            {
                bare.Kill();
                await bare.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }
}
