using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Anthropic;

/// <summary>A refusal as Anthropic words it; the request's id stands in the header and in the body.</summary>
public sealed record AnthropicError(int Status, string Type, string Message)
{
    public static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string? Code { get; init; }
    public int? RetryAfter { get; init; }

    public static AnthropicError Invalid(string message) =>
        new(400, "invalid_request_error", message);

    public static AnthropicError Overloaded { get; } = new(529, "overloaded_error", "Overloaded");

    public JsonObject Body(string requestId)
    {
        var error = new JsonObject { ["type"] = Type, ["message"] = Message };
        if (Code is not null)
        {
            error["details"] = new JsonObject { ["error_code"] = Code };
        }

        return new JsonObject
        {
            ["type"] = "error",
            ["error"] = error,
            ["request_id"] = requestId,
        };
    }

    public IResult ToResult(HttpContext http)
    {
        if (RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return Results.Text(
            Body(http.Response.Headers["request-id"].ToString()).ToJsonString(Json),
            "application/json",
            statusCode: Status
        );
    }
}
