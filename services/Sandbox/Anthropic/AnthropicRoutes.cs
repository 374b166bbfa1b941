using System.Globalization;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Anthropic;

public static class AnthropicRoutes
{
    private const int MostBytes = 32 * 1024 * 1024;
    private static readonly string[] Versions = ["2023-06-01", "2026-10-21"];

    public static void AddAnthropic(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptCache>();
        builder.Services.AddSingleton<MessageStream>();
    }

    public static void MapAnthropic(this WebApplication app)
    {
        var anthropic = app.MapGroup("/anthropic/v1").WithMetadata(new PlayedVendor("anthropic"));
        anthropic.AddEndpointFilter(Guard);
        anthropic.MapGet("/models", Models);
        anthropic.MapPost("/messages/count_tokens", Count);
        anthropic.MapPost("/messages", Answer);
    }

    private static IResult Models(int? limit, string? after_id, string? before_id)
    {
        var all = ClaudeModel.All;
        var models =
            after_id is not null ? [.. all.SkipWhile(model => model.Id != after_id).Skip(1)]
            : before_id is not null ? [.. all.TakeWhile(model => model.Id != before_id)]
            : all;
        var most = Math.Clamp(limit ?? 20, 1, 1_000);
        var shown = models.Take(most).ToList();
        return Results.Json(
            new Dictionary<string, object?>
            {
                ["data"] = shown.Select(model => new
                {
                    type = "model",
                    id = model.Id,
                    display_name = model.DisplayName,
                    created_at = model.CreatedAt.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss'Z'",
                        CultureInfo.InvariantCulture
                    ),
                }),
                ["has_more"] = models.Count > most,
                ["first_id"] = shown.FirstOrDefault()?.Id,
                ["last_id"] = shown.LastOrDefault()?.Id,
            }
        );
    }

    private static IResult Count(HttpContext http)
    {
        var (request, error) = MessageRequest.Read(http.RawBody(), Version(http), counting: true);
        return request is null
            ? error!.ToResult(http)
            : Results.Json(
                new { input_tokens = Math.Max(1, PromptCache.Tokens(request.Prompt.Characters)) }
            );
    }

    private static async Task<IResult> Answer(
        HttpContext http,
        PromptCache cache,
        MessageStream stream,
        FaultBoard faults,
        TimeProvider clock,
        IConfiguration configuration
    )
    {
        var (request, error) = MessageRequest.Read(http.RawBody(), Version(http), counting: false);
        if (request is null)
        {
            return error!.ToResult(http);
        }

        var pause = TimeSpan.FromMilliseconds(
            configuration.GetValue("Sandbox:Anthropic:FirstByteDelayMs", 0)
        );
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, clock, http.RequestAborted);
        }

        var fault = http.TakeFault(
            faults,
            "anthropic",
            "stalled_stream",
            "cut_stream",
            "stream_error",
            "max_tokens",
            "broken_json",
            "refusal",
            "false_quote"
        );
        var usage = cache.Count(request, http.Request.ApiKey() ?? "");
        var message = Message.For(request, usage, fault?.Kind);
        if (request.Stream)
        {
            return await stream.Write(http, message, fault);
        }

        switch (fault?.Kind)
        {
            case "stalled_stream":
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                break;
            case "cut_stream":
                http.Abort();
                break;
            case "stream_error":
                return AnthropicError.Overloaded.ToResult(http);
            default:
                break;
        }

        return Results.Text(message.Json().ToJsonString(AnthropicError.Json), "application/json");
    }

    private static async ValueTask<object?> Guard(
        EndpointFilterInvocationContext call,
        EndpointFilterDelegate next
    )
    {
        var http = call.HttpContext;
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        http.Response.Headers["request-id"] = $"req_{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        if (http.RawBody().Length > MostBytes)
        {
            return new AnthropicError(
                413,
                "request_too_large",
                "Request exceeds the maximum size"
            ).ToResult(http);
        }

        var key = http.Request.ApiKey();
        if (
            string.IsNullOrEmpty(key)
            || !key.StartsWith("sk-ant-", StringComparison.Ordinal)
            || key.Contains("invalid", StringComparison.Ordinal)
        )
        {
            var why = string.IsNullOrEmpty(key)
                ? "x-api-key header is required"
                : "invalid x-api-key";
            return new AnthropicError(401, "authentication_error", why).ToResult(http);
        }

        if (!Versions.Contains(Version(http)))
        {
            var given = Version(http) is { Length: > 0 } version
                ? $"\"{version}\" is not a valid version"
                : "header is required";
            return AnthropicError.Invalid($"anthropic-version: {given}").ToResult(http);
        }

        RateHeaders(http.Response.Headers, clock.GetUtcNow());
        return await Faulty(http, clock) ?? await next(call);
    }

    private static async Task<IResult?> Faulty(HttpContext http, TimeProvider clock)
    {
        var fault = http.TakeFault(
            http.RequestServices.GetRequiredService<FaultBoard>(),
            "anthropic",
            "unauthorized",
            "billing",
            "rate_limit",
            "spend_limit",
            "server_error",
            "overloaded",
            "status",
            "bad_gateway",
            "slow_first_byte",
            "hang",
            "reset"
        );
        switch (fault?.Kind)
        {
            case null:
                return null;
            case "slow_first_byte":
                await Task.Delay(fault.Delay(5_000), clock, http.RequestAborted);
                return null;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                return Results.Empty;
            case "reset":
                http.Abort();
                return Results.Empty;
            case "bad_gateway":
                return Results.Content(
                    "<html><body><h1>502 Bad Gateway</h1></body></html>",
                    "text/html",
                    statusCode: 502
                );
            default:
                return Refusal(fault).ToResult(http);
        }
    }

    private static AnthropicError Refusal(Fault fault) =>
        fault.Kind switch
        {
            "unauthorized" => new(401, "authentication_error", "invalid x-api-key"),
            "billing" => new(
                402,
                "billing_error",
                "Your credit balance is too low to access the API."
            ),
            "rate_limit" => new(
                429,
                "rate_limit_error",
                "This request would exceed your rate limit."
            )
            {
                RetryAfter = fault.RetryAfter ?? 2,
            },
            "spend_limit" => new(429, "rate_limit_error", "You have reached your spend limit.")
            {
                Code = "enforced_spend_limit_reached",
            },
            "overloaded" => AnthropicError.Overloaded,
            "status" => new(
                fault.Status ?? 500,
                TypeOf(fault.Status ?? 500),
                "The Sandbox was told to fail."
            )
            {
                RetryAfter = fault.RetryAfter,
            },
            _ => new(500, "api_error", "Internal server error"),
        };

    private static string TypeOf(int status) =>
        status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            504 => "timeout_error",
            529 => "overloaded_error",
            _ => "api_error",
        };

    private static string Version(HttpContext http) =>
        http.Request.Headers["anthropic-version"].ToString();

    private static void RateHeaders(IHeaderDictionary headers, DateTimeOffset now)
    {
        var reset = now.AddMinutes(1)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        foreach (
            var (kind, limit) in (ReadOnlySpan<(string, int)>)
                [
                    ("requests", 4_000),
                    ("tokens", 2_400_000),
                    ("input-tokens", 2_000_000),
                    ("output-tokens", 400_000),
                ]
        )
        {
            headers[$"anthropic-ratelimit-{kind}-limit"] = limit.ToString(
                CultureInfo.InvariantCulture
            );
            headers[$"anthropic-ratelimit-{kind}-remaining"] = (limit - 1).ToString(
                CultureInfo.InvariantCulture
            );
            headers[$"anthropic-ratelimit-{kind}-reset"] = reset;
        }
    }
}
