using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Anthropic;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Stripe;

public sealed record StripeAnswer(int Status, JsonObject Body)
{
    public static StripeAnswer Ok(JsonObject body) => new(200, body);

    public static StripeAnswer Error(
        int status,
        string type,
        string message,
        string? code = null,
        string? param = null
    )
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null)
        {
            error["code"] = code;
        }

        if (param is not null)
        {
            error["param"] = param;
        }

        return new StripeAnswer(status, new JsonObject { ["error"] = error });
    }

    public static StripeAnswer Missing(string what, string? id) =>
        Error(404, "invalid_request_error", $"No such {what}: '{id}'", "resource_missing", "id");

    public static StripeAnswer Required(string param) =>
        Error(
            400,
            "invalid_request_error",
            $"Missing required param: {param}.",
            "parameter_missing",
            param
        );
}

/// <summary>Checks who calls, breaks what a fault says, and answers each idempotency key once.</summary>
public sealed class StripeDesk(FaultBoard faults, IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    public async Task<IResult> Handle(HttpContext http, Func<JsonObject, StripeAnswer> answer)
    {
        http.Response.Headers["Request-Id"] =
            $"req_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        if (Unknown(http) is { } refused)
        {
            return Sent(refused);
        }

        var fields = await Fields(http);
        var key = HttpMethods.IsPost(http.Request.Method)
            ? http.Request.Headers["Idempotency-Key"].ToString()
            : "";
        if (key.Length > 0 && Begin(http, key) is var (before, replayed) && before is not null)
        {
            if (replayed)
            {
                http.Response.Headers["Idempotent-Replayed"] = "true";
            }

            return Sent(before);
        }

        StripeAnswer? given = null;
        try
        {
            given = Broken(http) ?? answer(fields);
            if (http.TakeFault(faults, "stripe", "server_error_replayed") is not null)
            {
                given = StripeAnswer.Error(
                    500,
                    "api_error",
                    "Something went wrong on Stripe's end."
                );
            }

            if (given is { Status: 200 or 500 })
            {
                Keep(key, given);
            }

            if (http.TakeFault(faults, "stripe", "hang_after_accept") is not null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
            }

            if (http.TakeFault(faults, "stripe", "reset_after") is not null)
            {
                http.Abort();
            }

            return Sent(given);
        }
        finally
        {
            Release(key);
        }
    }

    private StripeAnswer? Unknown(HttpContext http)
    {
        var key = http.Request.ApiKey();
        var wanted = configuration["Sandbox:Stripe:Key"];
        if (
            key is null
            || !key.StartsWith("sk_test_", StringComparison.Ordinal)
            || (wanted is { Length: > 0 } && key != wanted)
        )
        {
            return StripeAnswer.Error(401, "invalid_request_error", "Invalid API Key provided.");
        }

        var version = http.Request.Headers["Stripe-Version"].ToString();
        return version.Length == 0 || version.EndsWith(".endive", StringComparison.Ordinal)
            ? null
            : StripeAnswer.Error(
                400,
                "invalid_request_error",
                $"Invalid Stripe API version: {version}"
            );
    }

    private StripeAnswer? Broken(HttpContext http) =>
        http.TakeFault(
            faults,
            "stripe",
            "card_declined",
            "rate_limit",
            "server_error",
            "conflict"
        )?.Kind switch
        {
            "card_declined" => StripeAnswer.Error(
                402,
                "card_error",
                "Your card was declined.",
                "card_declined"
            ),
            "rate_limit" => StripeAnswer.Error(
                429,
                "invalid_request_error",
                "Too many requests.",
                "rate_limit"
            ),
            "conflict" => StripeAnswer.Error(
                409,
                "invalid_request_error",
                "The object is in use.",
                "lock_timeout"
            ),
            "server_error" => StripeAnswer.Error(
                503,
                "api_error",
                "Something went wrong on Stripe's end."
            ),
            _ => null,
        };

    private (StripeAnswer? Answer, bool Replayed) Begin(HttpContext http, string key)
    {
        if (key.Length > 255)
        {
            return (
                StripeAnswer.Error(
                    400,
                    "idempotency_error",
                    "The idempotency key has more than 255 characters."
                ),
                false
            );
        }

        var hash = Convert.ToHexStringLower(
            SHA256.HashData([.. Encoding.UTF8.GetBytes(http.Request.Path), 0, .. http.RawBody()])
        );
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var old in entries.Where(entry => now - entry.Value.At >= Kept).ToList())
            {
                entries.Remove(old.Key);
            }

            if (!entries.TryGetValue(key, out var entry))
            {
                entries[key] = new Entry(now, hash, null);
                return (null, false);
            }

            return entry.Hash != hash
                    ? (
                        StripeAnswer.Error(
                            400,
                            "idempotency_error",
                            "Keys for idempotent requests can only be used with the same parameters they were first used with."
                        ),
                        false
                    )
                : entry.Answer is null
                    ? (
                        StripeAnswer.Error(
                            409,
                            "idempotency_error",
                            "Another request with this key is in progress."
                        ),
                        false
                    )
                : (entry.Answer, true);
        }
    }

    private void Keep(string key, StripeAnswer answer)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry))
            {
                entries[key] = entry with { Answer = answer };
            }
        }
    }

    private void Release(string key)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry) && entry.Answer is null)
            {
                entries.Remove(key);
            }
        }
    }

    private static async Task<JsonObject> Fields(HttpContext http)
    {
        var query = http.Request.Query.Select(field =>
            KeyValuePair.Create(field.Key, field.Value.ToString())
        );
        if (!http.Request.HasFormContentType)
        {
            return StripeForm.Read(query);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return StripeForm.Read(
            query.Concat(
                form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString()))
            )
        );
    }

    private static IResult Sent(StripeAnswer answer) =>
        Results.Text(
            answer.Body.ToJsonString(AnthropicError.Json),
            "application/json",
            statusCode: answer.Status
        );

    private sealed record Entry(DateTimeOffset At, string Hash, StripeAnswer? Answer);
}
