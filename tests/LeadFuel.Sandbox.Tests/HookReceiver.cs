using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Sandbox.Tests;

public sealed record Told(string Id, string Timestamp, string Signature, string Body)
{
    public string StripeSignature { get; init; } = "";

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;
}

/// <summary>The address that a team gave Resend for its webhooks.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Told> told = new();
    private readonly WebApplication app;

    private HookReceiver(WebApplication app) => this.app = app;

    public int Answer { get; set; } = 204;

    public string Url => $"{app.Urls.First()}/hooks";

    public IReadOnlyList<Told> All => [.. told];

    public static async Task<HookReceiver> Start()
    {
        // Empty: any other builder would read the Sandbox's appsettings.json, which lies beside the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var receiver = new HookReceiver(builder.Build());
        receiver.app.MapPost("/hooks", (Delegate)receiver.Receive);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async Task<IReadOnlyList<Told>> Await(int count, string? type = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var now = All.Where(hook => type is null || hook.Type == type).ToList();
            if (now.Count >= count)
            {
                return now;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> Receive(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        told.Enqueue(
            new Told(
                headers["svix-id"].ToString(),
                headers["svix-timestamp"].ToString(),
                headers["svix-signature"].ToString(),
                await reader.ReadToEndAsync()
            )
            {
                StripeSignature = headers["Stripe-Signature"].ToString(),
            }
        );
        return Results.StatusCode(Answer);
    }
}
