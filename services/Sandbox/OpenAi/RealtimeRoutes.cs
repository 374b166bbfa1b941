using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.OpenAi;

public static class RealtimeRoutes
{
    private const string Vendor = "openai";

    public static void AddOpenAi(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<RealtimeWorld>();

    public static void MapOpenAi(this WebApplication app)
    {
        app.MapGet("/openai/v1/realtime", Talk).WithMetadata(new PlayedVendor(Vendor));
        app.MapGet(
            "/openai-sessions",
            (RealtimeWorld world) => Results.Ok(new { items = world.Sessions })
        );
    }

    private static async Task Talk(
        HttpContext http,
        RealtimeWorld world,
        FaultBoard faults,
        IHostApplicationLifetime lifetime,
        string? model = null
    )
    {
        var key = http.Request.ApiKey();
        var fault = http.TakeFault(
            faults,
            Vendor,
            "unauthorized",
            "rate_limit",
            "quota",
            "server_error",
            "hang_before"
        );
        var refusal = fault?.Kind switch
        {
            "unauthorized" => (401, "invalid_request_error", "invalid_api_key"),
            "rate_limit" => (429, "requests", "rate_limit_exceeded"),
            "quota" => (429, "insufficient_quota", "insufficient_quota"),
            "server_error" => (500, "server_error", "server_error"),
            _ when key?.StartsWith("sk-", StringComparison.Ordinal) != true
                    || key.Contains("invalid", StringComparison.Ordinal) => (
                401,
                "invalid_request_error",
                "invalid_api_key"
            ),
            _ when string.IsNullOrEmpty(model) => (400, "invalid_request_error", "missing_model"),
            _ when !http.WebSockets.IsWebSocketRequest => (
                400,
                "invalid_request_error",
                "no_upgrade"
            ),
            _ => (0, "", ""),
        };
        if (fault?.Kind == "hang_before")
        {
            await Task.Delay(fault.Delay(60_000), http.RequestAborted);
        }

        if (refusal.Item1 > 0)
        {
            http.Response.StatusCode = refusal.Item1;
            await http.Response.WriteAsJsonAsync(
                new
                {
                    error = new
                    {
                        message = "The Sandbox refuses this.",
                        type = refusal.Item2,
                        code = refusal.Item3,
                    },
                }
            );
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(
            http.WebSockets.WebSocketRequestedProtocols.Contains("realtime") ? "realtime" : null
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            lifetime.ApplicationStopping
        );
        var ledger = world.Open();
        try
        {
            await new RealtimeSession(socket, ledger, model!, faults, key).Run(stop.Token);
        }
        finally
        {
            ledger.Closed = true;
        }
    }
}
