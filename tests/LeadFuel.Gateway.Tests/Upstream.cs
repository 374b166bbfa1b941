using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(LeadFuel.Gateway.Tests.UpstreamSuite))]

namespace LeadFuel.Gateway.Tests;

/// <summary>What arrived behind the gateway.</summary>
public sealed record Arrival(
    string Verb,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    /// <summary>What the token says that came with it.</summary>
    public JsonElement Claims =>
        JsonDocument
            .Parse(
                System.Buffers.Text.Base64Url.DecodeFromChars(
                    Headers["Authorization"]["Bearer ".Length..].Split('.')[1]
                )
            )
            .RootElement;
}

/// <summary>Stands where Signal, Reach and Scope stand, writes down what arrives, and answers as a test wants it.</summary>
public sealed class UpstreamSuite : Suite, IAsyncLifetime
{
    private static readonly ConcurrentDictionary<string, Func<HttpContext, Task>> Answers = new();
    private static readonly ConcurrentQueue<Arrival> Arrived = new();
    private readonly WebApplication app;

    public UpstreamSuite()
        : this(Listen()) { }

    private UpstreamSuite(WebApplication app)
        : base(
            new SuiteOptions
            {
                Services = ["core", "admin", "gateway"],
                Settings =
                [
                    ("gateway", "services:signal:http:0", app.Urls.Single()),
                    ("gateway", "services:reach:http:0", app.Urls.Single()),
                    ("gateway", "services:scope:http:0", app.Urls.Single()),
                ],
            }
        ) => this.app = app;

    /// <summary>A path of its own below `/api/signal` that is answered like this; without an answer, 204.</summary>
    public static string Path(Func<HttpContext, Task>? answer = null, string under = "/api/signal")
    {
        var name = Guid.CreateVersion7().ToString("N");
        Answers[name] = answer ?? NoContent;
        return $"{under}/{name}";
    }

    /// <summary>The same for a path that is what it is.</summary>
    public static void Says(string name, Func<HttpContext, Task> answer) => Answers[name] = answer;

    public static IReadOnlyList<Arrival> At(string path) =>
        [.. Arrived.Where(arrival => arrival.Path.EndsWith(Name(path), StringComparison.Ordinal))];

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await app.DisposeAsync();
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static WebApplication Listen()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(Take);
        app.Start();
        return app;
    }

    private static async Task Take(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await request.Body.CopyToAsync(body, context.RequestAborted);
        }

        Arrived.Enqueue(
            new Arrival(
                request.Method,
                request.Path.Value!,
                request.QueryString.Value!,
                request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                body.ToArray()
            )
        );
        await Answers.GetValueOrDefault(Name(request.Path.Value!), NoContent)(context);
    }
}
