using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using LeadFuel.Hosting.Dashboard.Otlp;
using LeadFuel.Hosting.Tests.Lifecycle;
using OtlpRecord = LeadFuel.Hosting.Dashboard.Otlp.Record;

namespace LeadFuel.Hosting.Tests.Dashboard;

/// <summary>The developers' page: who may see it, and what it shows.</summary>
public sealed class DashboardTests
{
    private static readonly string[] Paths =
    [
        "/api/resources",
        "/api/resources/core/environment",
        "/api/live",
        "/api/console/core",
        "/api/logs",
        "/api/traces",
        "/api/metrics",
        "/dashboard.js",
    ];

    [Fact(Timeout = 120_000)]
    public async Task Only_the_reader_of_the_terminal_enters_and_a_link_works_once()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = AppHostProcess.Start([], ct);
        var said = await run.Line(line => line.StartsWith("Dashboard: "));
        Assert.Matches(@"^Dashboard: http://localhost:\d+/login\?t=[0-9a-f]{64}$", said);
        var link = new Uri(said["Dashboard: ".Length..]);
        using var stranger = DashboardVisitor.Stranger(link, ct);
        foreach (var path in Paths)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await stranger.Status(HttpMethod.Get, path));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.Act("/api/stop"));
        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.Status(HttpMethod.Get, "/"));

        using var first = await stranger.Send(HttpMethod.Get, link.PathAndQuery);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Contains("script-src 'self'", await Policy(stranger, "/"));

        using var second = DashboardVisitor.Stranger(link, ct);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await second.Status(HttpMethod.Get, link.PathAndQuery)
        );
        Assert.Equal(HttpStatusCode.Redirect, await second.Act("/link"));
        while (run.Lines.Count(line => line.StartsWith("Dashboard: ")) < 2)
        {
            await Task.Delay(20, ct);
        }

        static async Task<string> Policy(DashboardVisitor visitor, string path)
        {
            using var answer = await visitor.Send(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Another_name_of_this_machine_and_another_origin_are_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = AppHostProcess.Start([], ct);
        using var page = await run.Dashboard();

        foreach (
            var host in (string[])["evil.example", $"evil.example:{page.Origin.Port}", "localhost"]
        )
        {
            Assert.Equal(
                HttpStatusCode.MisdirectedRequest,
                await page.Status(HttpMethod.Get, "/api/resources", ("Host", host))
            );
        }

        foreach (
            var header in ((string, string)[])
                [
                    ("Origin", "http://evil.example"),
                    ("Origin", "http://localhost:1"),
                    ("Origin", "null"),
                    ("Sec-Fetch-Site", "cross-site"),
                    ("Sec-Fetch-Site", "same-site"),
                ]
        )
        {
            Assert.Equal(
                HttpStatusCode.Forbidden,
                await page.Status(HttpMethod.Get, "/api/resources", header)
            );
        }

        Assert.Equal(
            HttpStatusCode.Forbidden,
            await page.Status(HttpMethod.Post, "/api/resources/core/stop")
        );
        Assert.Equal(HttpStatusCode.OK, await page.Status(HttpMethod.Get, "/api/resources"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Resources_are_stopped_started_and_restarted_and_all_at_once()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = AppHostProcess.Start([], ct);
        using var page = await run.Dashboard();
        await run.Ready();
        await page.State("core", "Running");
        var before = run.Children();

        Assert.Equal(HttpStatusCode.Accepted, await page.Act("/api/resources/core/stop"));
        await page.State("core", "Stopped");
        Assert.Equal(HttpStatusCode.Accepted, await page.Act("/api/resources/core/start"));
        await page.State("core", "Running");
        Assert.Equal(HttpStatusCode.Accepted, await page.Act("/api/resources/edge/restart"));
        while (run.Children().Count(child => child.IsAlive && !before.Contains(child)) < 2)
        {
            await Task.Delay(50, ct);
        }

        Assert.Equal(HttpStatusCode.NotFound, await page.Act("/api/resources/nobody/stop"));

        Assert.Equal(HttpStatusCode.Accepted, await page.Act("/api/stop"));
        Assert.Equal(0, await run.Exit());
        Assert.Contains("Stopping, because the page asked for it.", run.Lines);
        Assert.Equal("Everything has stopped.", run.Lines[^1]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_secret_is_shown_nowhere()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = AppHostProcess.Start(["--postgres", "yes"], ct);
        using var page = await run.Dashboard();
        await run.Ready();
        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(
            await File.ReadAllTextAsync(Path.Combine(run.State, "secrets.json"), ct)
        )!;
        var password = secrets["postgres-password"];
        using var http = new HttpClient();
        await http.PostAsync(new Uri($"{run.Url("core/http")}/say"), null, ct);
        var key = (await Variables(http, run, ct))["OTEL_EXPORTER_OTLP_HEADERS"].Split('=')[1];
        await Export(
            page,
            key,
            new Span { Name = $"select {password}", Attributes = { Text("db.system", "x") } }
        );

        var shown = string.Join('\n', await page.Events("/api/console/core", "connects by"));
        shown += await page.Text("/api/resources/core/environment");
        shown += await page.Text("/api/resources");
        shown += await page.Text("/api/traces");
        shown += await page.Text($"/api/traces/{Trace}");
        shown += string.Join('\n', run.Lines);
        shown += await File.ReadAllTextAsync(Path.Combine(run.State, "logs", "core.log"), ct);
        foreach (var child in run.Children())
        {
            shown += await File.ReadAllTextAsync($"/proc/{child.Pid}/cmdline", ct);
        }

        shown = shown.Replace("\\u2022", "•", StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Password=••••••••", shown);
        Assert.Contains("select ••••••••", shown);
        Assert.DoesNotContain(password, shown);
        Assert.DoesNotContain(key, shown);
    }

    [Fact(Timeout = 120_000)]
    public async Task Services_send_their_telemetry_with_the_key_they_were_given()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = AppHostProcess.Start([], ct);
        using var page = await run.Dashboard();
        await run.Ready();
        using var http = new HttpClient();
        var variables = await Variables(http, run, ct);
        Assert.Equal(
            page.Origin.GetLeftPart(UriPartial.Authority),
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"]
        );
        Assert.Equal("http/protobuf", variables["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("core", variables["OTEL_SERVICE_NAME"]);
        var key = variables["OTEL_EXPORTER_OTLP_HEADERS"]["x-otlp-api-key=".Length..];

        var call = new Span
        {
            Name = "GET /things",
            Kind = Span.Types.Kind.Server,
            EndedNs = 9_000_000,
        };
        Assert.Equal(HttpStatusCode.Unauthorized, await Export(page, "wrong", call));
        Assert.Equal(HttpStatusCode.OK, await Export(page, key, call));

        var trace = Assert.Single((await page.Json("/api/traces")).EnumerateArray());
        Assert.Equal("GET /things", trace.GetProperty("name").GetString());
        Assert.Equal(9, trace.GetProperty("ms").GetDouble());
        var log = new LogExport { Origins = { new OriginLogs { Origin = Core } } };
        log.Origins[0].Scopes.Add(new ScopeLogs());
        log.Origins[0]
            .Scopes[0]
            .Records.Add(
                new OtlpRecord
                {
                    Severity = 17,
                    SeverityText = "Error",
                    Body = new Value { Text = "it broke" },
                    AtNs = (ulong)(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000),
                }
            );
        Assert.Equal(HttpStatusCode.OK, await Export(page, key, "logs", log));
        Assert.Contains("it broke", await page.Text("/api/logs?resource=core"));
        Assert.Equal(1, (await page.Resource("core")).GetProperty("errors").GetInt32());
        var metrics = new MetricExport { Origins = { new OriginMetrics { Origin = Core } } };
        metrics.Origins[0].Scopes.Add(new ScopeMetrics());
        metrics
            .Origins[0]
            .Scopes[0]
            .Metrics.Add(
                new Metric
                {
                    Name = "things",
                    Sum = new Numbers { Points = { new Number { Whole = 7 } } },
                }
            );
        Assert.Equal(HttpStatusCode.OK, await Export(page, key, "metrics", metrics));
        Assert.Contains("\"value\":7", await page.Text("/api/metrics"));
    }

    private static Origin Core => new() { Attributes = { Text("service.name", "core") } };

    private static string Trace { get; } =
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static LeadFuel.Hosting.Dashboard.Otlp.Attribute Text(string key, string value) =>
        new()
        {
            Key = key,
            Value = new Value { Text = value },
        };

    private static async Task<Dictionary<string, string>> Variables(
        HttpClient http,
        AppHostProcess run,
        CancellationToken ct
    ) =>
        (
            await http.GetFromJsonAsync<Dictionary<string, string>>(
                new Uri($"{run.Url("core/http")}/variables"),
                ct
            )
        )!;

    private static Task<HttpStatusCode> Export(DashboardVisitor page, string key, Span span)
    {
        span.TraceId = ByteString.CopyFrom(Convert.FromHexString(Trace));
        span.SpanId = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(8));
        var export = new TraceExport { Origins = { new OriginSpans { Origin = Core } } };
        export.Origins[0].Scopes.Add(new ScopeSpans { Spans = { span } });
        return Export(page, key, "traces", export);
    }

    private static async Task<HttpStatusCode> Export(
        DashboardVisitor page,
        string key,
        string signal,
        IMessage export
    )
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(export.ToByteArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.Add("x-otlp-api-key", key);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(page.Origin, $"/v1/{signal}")
        )
        {
            Content = content,
        };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
