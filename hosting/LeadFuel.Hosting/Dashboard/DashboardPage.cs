using System.Text.Json;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Dashboard.Telemetry;
using LeadFuel.Hosting.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadFuel.Hosting.Dashboard;

/// <summary>The developers' page, and beside it the address to which services send what they tell of themselves.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(250);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly WebApplication _app;
    private readonly Runner _runner;
    private readonly TelemetryStore _store;
    private readonly Views _views;
    private readonly Receiver _receiver;

    private DashboardPage(Runner runner, IResourceCollection resources, Gate gate, int port)
    {
        _runner = runner;
        Gate = gate;
        _store = new(runner.Clock);
        _views = new(runner, resources, _store);
        _receiver = new(_store, runner.Mask);
        // Nothing of the AppHost's own settings: its launch profile names addresses for another program.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(1)
        );
        _app = builder.Build();
        _app.Use((http, next) => gate.Pass(http, () => next(http)));
        _app.UseRouting();
        Map(_app);
    }

    public Gate Gate { get; }

    public static async Task<DashboardPage> Start(
        Runner runner,
        IResourceCollection resources,
        HeldPort held,
        CancellationToken ct
    )
    {
        var gate = new Gate(held.Port, runner.Say);
        runner.Mask.Add(gate.Key);
        var page = new DashboardPage(runner, resources, gate, held.Port);
        held.Dispose();
        await page._app.StartAsync(ct);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Map(IEndpointRouteBuilder routes)
    {
        File("/", "index.html", "text/html; charset=utf-8");
        File("/dashboard.css", "dashboard.css", "text/css; charset=utf-8");
        File("/dashboard.js", "dashboard.js", "text/javascript; charset=utf-8");
        File("/waterfall.js", "waterfall.js", "text/javascript; charset=utf-8");
        routes.MapPost(
            "/v1/{signal}",
            (HttpContext http) => _receiver.Receive(http, (string)http.GetRouteValue("signal")!)
        );
        Get("/api/resources", _ => _views.Suite());
        Get("/api/resources/{name}/environment", http => _views.Environment(Name(http)));
        Get("/api/traces", _ => _views.Traces());
        Get("/api/traces/{name}", http => _views.Trace(Name(http)));
        Get("/api/metrics", _ => _store.Metrics());
        Get(
            "/api/logs",
            http =>
                _views.Logs(
                    http.Request.Query["resource"],
                    http.Request.Query["trace"],
                    int.TryParse(http.Request.Query["severity"], out var least) ? least : 0
                )
        );
        routes.MapGet("/api/live", Live);
        routes.MapGet("/api/console/{name}", Lines);
        routes.MapPost("/api/resources/{name}/{act}", Act);
        routes.MapPost(
            "/api/stop",
            http =>
            {
                http.Response.StatusCode = StatusCodes.Status202Accepted;
                _runner.Say("Stopping, because the page asked for it.");
                _runner.AskToStop();
                return Task.CompletedTask;
            }
        );

        void Get(string path, Func<HttpContext, object?> answer) =>
            routes.MapGet(
                path,
                async http =>
                {
                    if (answer(http) is { } found)
                    {
                        await http.Response.WriteAsJsonAsync(found, Json, http.RequestAborted);
                    }
                    else
                    {
                        http.Response.StatusCode = StatusCodes.Status404NotFound;
                    }
                }
            );

        void File(string path, string name, string type) =>
            routes.MapGet(
                path,
                async http =>
                {
                    http.Response.ContentType = type;
                    await using var from = typeof(DashboardPage).Assembly.GetManifestResourceStream(
                        $"dashboard/{name}"
                    )!;
                    await from.CopyToAsync(http.Response.Body, http.RequestAborted);
                }
            );
    }

    private Task Act(HttpContext http)
    {
        if (_views.Run(Name(http)) is not { } run)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        http.Response.StatusCode = StatusCodes.Status202Accepted;
        switch ((string)http.GetRouteValue("act")!)
        {
            case "start":
                run.Start();
                break;
            case "stop":
                run.Halt();
                break;
            case "restart":
                run.Restart();
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }

        return Task.CompletedTask;
    }

    /// <summary>The whole suite after each change, at most four times a second.</summary>
    private async Task Live(HttpContext http)
    {
        using var ends = Ends(http);
        await Stream(
            http,
            async () =>
            {
                while (true)
                {
                    var change = Task.WhenAny(_runner.Notifications.NextChange, _store.NextChange);
                    await Send(http, _views.Suite(), ends.Token);
                    await change.WaitAsync(ends.Token);
                    await Task.Delay(Breath, ends.Token);
                }
            }
        );
    }

    /// <summary>What a resource said lately, then each line as it says it.</summary>
    private async Task Lines(HttpContext http)
    {
        if (_views.Run(Name(http)) is not { } run)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var ends = Ends(http);
        var lines = Channel.CreateBounded<string>(
            new BoundedChannelOptions(5_000) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        void Said(string line) => lines.Writer.TryWrite(line);
        foreach (var line in run.Log.Follow(Said))
        {
            lines.Writer.TryWrite(line);
        }

        try
        {
            await Stream(
                http,
                async () =>
                {
                    await foreach (var line in lines.Reader.ReadAllAsync(ends.Token))
                    {
                        await Send(http, line, ends.Token);
                    }
                }
            );
        }
        finally
        {
            run.Log.Said -= Said;
        }
    }

    private CancellationTokenSource Ends(HttpContext http) =>
        CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            _app.Lifetime.ApplicationStopping
        );

    private static async Task Stream(HttpContext http, Func<Task> send)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        try
        {
            await send();
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or everything ends.
        }
    }

    private static async Task Send(HttpContext http, object what, CancellationToken ct)
    {
        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(what, Json)}\n\n", ct);
        await http.Response.Body.FlushAsync(ct);
    }

    private static string Name(HttpContext http) => (string)http.GetRouteValue("name")!;
}
