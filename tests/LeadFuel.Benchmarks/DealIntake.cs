using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>P2: a CRM's burst of signed batches through the gateway until each is durable, against the same rows by hand.</summary>
internal static class DealIntake
{
    private const int Rounds = 5;
    private const int Connections = 8;
    private const int Batches = 200;
    private const int Events = 100;
    private const double Limit = 0.5;
    private const string Secret = "benchmarks-client-secret";
    private const long Portal = 33;

    private sealed record Crm(string Account, Guid Id, string Address);

    private sealed record Deal(long Id, DateTimeOffset At);

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        var state = SuiteRun.NewState();
        try
        {
            await using var suite = await SuiteRun.Start(state, ct);
            await using var database = NpgsqlDataSource.Create(
                $"{suite.Database("scope")};Search Path=scope;MaxPoolSize={Connections};Max Auto Prepare=20"
            );
            using var http = new HttpClient(
                new SocketsHttpHandler
                {
                    UseProxy = false,
                    UseCookies = false,
                    MaxConnectionsPerServer = Connections,
                }
            );
            var (told, byHand) = (await Connect(suite, ct), await Connect(suite, ct));
            var rounds = new List<(double, double)>();
            // The first round is for both to be compiled for speed, and to open their connections.
            for (var round = 0; round <= Rounds; round++)
            {
                var (a, b) = (
                    await Tell(http, told, database, ct),
                    await Insert(database, byHand, ct)
                );
                if (round > 0)
                {
                    rounds.Add((a, b));
                    await Report.Round($"{a:0} of {b:0} events/s");
                }
            }

            return
            [
                Row.Of(
                    $"P2 HubSpot's events, {Connections} connections",
                    "events/s",
                    rounds,
                    Limit,
                    atLeast: true
                ),
            ];
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<Crm> Connect(SuiteRun suite, CancellationToken ct)
    {
        var customer = await Customer.SignUp(suite, ct);
        var made = await customer.Post("/scope/crm-connections", new { vendor = "hub_spot" }, ct);
        var path = $"/scope/crm-connections/{made.GetProperty("id").GetGuid()}";
        var view = await customer.Put($"{path}/client-secret", new { secret = Secret }, 1, ct);
        return new(
            customer.Account,
            made.GetProperty("id").GetGuid(),
            view.GetProperty("address").GetString()!
        );
    }

    /// <summary>Ours. The jobs of the events begin beside it and take their part of the machine, as they do for people.</summary>
    private static async Task<double> Tell(
        HttpClient http,
        Crm crm,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        // Written and signed before the clock runs: that is HubSpot's work.
        var requests = Deals().Select(deals => Signed(crm, deals)).ToList();
        var took = await AllOf(
            requests,
            async (request, stop) =>
            {
                using (request)
                using (var answer = await http.SendAsync(request, stop))
                {
                    answer.EnsureSuccessStatusCode();
                }
            },
            ct
        );
        await Forget(database, crm, ct);
        return Batches * Events / took.TotalSeconds;
    }

    /// <summary>The baseline. Its jobs stand in no lane, so that nothing begins beside it.</summary>
    private static async Task<double> Insert(
        NpgsqlDataSource database,
        Crm crm,
        CancellationToken ct
    )
    {
        var batches = Deals().ConvertAll(deals => Rows(crm, deals));
        var took = await AllOf(
            batches,
            async (rows, stop) =>
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                await using var batch = new NpgsqlBatch(connection);
                foreach (var command in rows)
                {
                    batch.BatchCommands.Add(command);
                }

                await batch.ExecuteNonQueryAsync(stop);
            },
            ct
        );
        await Forget(database, crm, ct);
        return Batches * Events / took.TotalSeconds;
    }

    private static async Task<TimeSpan> AllOf<T>(
        List<T> batches,
        Func<T, CancellationToken, ValueTask> take,
        CancellationToken ct
    )
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = ct },
            take
        );
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Every event of another deal, so that none is a repeat of another.</summary>
    private static List<List<Deal>> Deals()
    {
        var first = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(first / 1_000);
        return
        [
            .. Enumerable
                .Range(0, Batches)
                .Select(batch =>
                    Enumerable
                        .Range(0, Events)
                        .Select(i => (batch * Events) + i)
                        .Select(n => new Deal(first + n, at.AddMilliseconds(-n)))
                        .ToList()
                ),
        ];
    }

    private static HttpRequestMessage Signed(Crm crm, List<Deal> deals)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            deals.Select(deal => new
            {
                eventId = deal.Id,
                subscriptionId = 25,
                portalId = Portal,
                appId = 1160452,
                occurredAt = deal.At.ToUnixTimeMilliseconds(),
                subscriptionType = "deal.propertyChange",
                attemptNumber = 0,
                objectId = deal.Id,
                propertyName = "dealstage",
                propertyValue = "qualifiedtobuy",
                changeSource = "CRM_UI",
                sourceId = "userId:1",
            })
        );
        var at = DateTimeOffset
            .UtcNow.ToUnixTimeMilliseconds()
            .ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Secret),
            (byte[])
                [
                    .. Encoding.UTF8.GetBytes($"POST{crm.Address}"),
                    .. body,
                    .. Encoding.UTF8.GetBytes(at),
                ]
        );
        return new(HttpMethod.Post, crm.Address)
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
            Headers =
            {
                { "X-HubSpot-Request-Timestamp", at },
                { "X-HubSpot-Signature-v3", Convert.ToBase64String(signature) },
            },
        };
    }

    // One round trip, which is one transaction. The connection's row is written last: others wait for it until the end.
    private static List<NpgsqlBatchCommand> Rows(Crm crm, List<Deal> deals)
    {
        var now = DateTime.UtcNow;
        var keys = deals.ConvertAll(deal =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"hubspot {deal}")))
        );
        return
        [
            new(
                """
                with kept as (
                  insert into crm_events (account_email, id, connection_id, dedupe_key, subject, vendor_id, portal, occurred_at, "order", fields, stranger, received_at)
                  select $1, e.id, $2, e.key, 0, e.vendor_id, $3, e.at, e.key, e.fields::jsonb, false, $4
                    from unnest($5::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::text[]) as e (id, key, vendor_id, at, fields)
                  on conflict (account_email, dedupe_key) do nothing
                  returning id)
                insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at)
                select $1, id, 'scope.apply-crm-event', jsonb_build_object('eventId', id), 0, 0, $4, false, $4 from kept
                """
            )
            {
                Parameters =
                {
                    new() { Value = crm.Account },
                    new() { Value = crm.Id },
                    new() { Value = Portal.ToString(CultureInfo.InvariantCulture) },
                    new() { Value = now },
                    new() { Value = deals.ConvertAll(_ => Guid.CreateVersion7()) },
                    new() { Value = keys },
                    new()
                    {
                        Value = deals.ConvertAll(deal =>
                            deal.Id.ToString(CultureInfo.InvariantCulture)
                        ),
                    },
                    new() { Value = deals.ConvertAll(deal => deal.At.UtcDateTime) },
                    new() { Value = deals.ConvertAll(_ => """{"stage":"qualifiedtobuy"}""") },
                },
            },
            new(
                "update crm_connections set portal = coalesce(portal, $3), last_event_at = $4, signs_with_time = true where account_email = $1 and id = $2"
            )
            {
                Parameters =
                {
                    new() { Value = crm.Account },
                    new() { Value = crm.Id },
                    new() { Value = Portal.ToString(CultureInfo.InvariantCulture) },
                    new() { Value = now },
                },
            },
        ];
    }

    /// <summary>
    /// Checks that every event is there, then takes them and their jobs away, done or waiting: each round of each side
    /// begins with tables of the same size and with nothing to do beside it.
    /// </summary>
    private static async Task Forget(NpgsqlDataSource database, Crm crm, CancellationToken ct)
    {
        await using (
            var count = database.CreateCommand(
                "select count(*) from crm_events where account_email = $1 and not stranger"
            )
        )
        {
            count.Parameters.Add(new() { Value = crm.Account });
            if (await count.ExecuteScalarAsync(ct) is not (long)(Batches * Events))
            {
                throw new InvalidOperationException("Not every event was kept.");
            }
        }

        // The jobs first and by themselves: one that runs finds itself without its row and leaves nothing.
        foreach (var table in (string[])["jobs", "crm_events", "outcomes"])
        {
#pragma warning disable CA2100 // The names stand above.
            await using var delete = database.CreateCommand(
                $"delete from {table} where account_email = $1"
            );
            delete.Parameters.Add(new() { Value = crm.Account });
            await delete.ExecuteNonQueryAsync(ct);
            await using var vacuum = database.CreateCommand($"vacuum analyze {table}");
            await vacuum.ExecuteNonQueryAsync(ct);
#pragma warning restore CA2100
        }
    }
}
