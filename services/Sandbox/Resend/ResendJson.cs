using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeadFuel.Sandbox.Resend;

/// <summary>How Resend writes: snake_case, UTC with milliseconds, characters as they are.</summary>
public static class ResendJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static IResult Ok(object answer, int status = StatusCodes.Status200OK) =>
        Results.Json(answer, Options, statusCode: status);
}

/// <summary>A refusal as Resend words it; clients branch on the name.</summary>
public sealed record ResendError(int StatusCode, string Name, string Message)
{
    public static ResendError Missing(string field) =>
        new(422, "missing_required_field", $"Missing `{field}` field.");

    public static ResendError Invalid(string message) => new(400, "validation_error", message);

    public static ResendError NotFound(string what) => new(404, "not_found", $"{what} not found");

    // Resend alone writes statusCode in camelCase.
    public IResult ToResult() =>
        Results.Json(
            new Dictionary<string, object>
            {
                ["statusCode"] = StatusCode,
                ["name"] = Name,
                ["message"] = Message,
            },
            statusCode: StatusCode
        );
}
