using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.LinkedIn;

/// <summary>LinkedIn's error bodies.</summary>
public static class LinkedInError
{
    public static IResult Of(int status, string message, string? code = null, int? service = null)
    {
        var body = new JsonObject { ["status"] = status, ["message"] = message };
        if (service is { } number)
        {
            body["serviceErrorCode"] = number;
        }

        if (code is not null)
        {
            body["code"] = code;
        }

        return Results.Json(body, statusCode: status);
    }

    public static IResult Token(int service) =>
        Of(
            401,
            service switch
            {
                65601 => "The token used in the request has been revoked by the user",
                65602 => "The token used in the request has expired",
                _ => "Invalid access token",
            },
            service switch
            {
                65601 => "REVOKED_ACCESS_TOKEN",
                65602 => "EXPIRED_ACCESS_TOKEN",
                _ => "INVALID_ACCESS_TOKEN",
            },
            service
        );

    public static IResult Denied(string message) => Of(403, message, "ACCESS_DENIED", 100);

    public static IResult Throttled() =>
        Of(
            429,
            "Resource level throttle limit for calls to this resource is reached.",
            "TOO_MANY_REQUESTS",
            101
        );

    public static IResult Field(string path, string message) =>
        Inputs(422, message, path, "INVALID_VALUE_FOR_FIELD");

    public static IResult Duplicate(string urn) =>
        Inputs(422, $"Content is a duplicate of {urn}", "/commentary", "DUPLICATE_POST");

    private static IResult Inputs(int status, string message, string path, string code) =>
        Results.Json(
            new JsonObject
            {
                ["status"] = status,
                ["message"] = message,
                ["errorDetails"] = new JsonObject
                {
                    ["inputErrors"] = new JsonArray(
                        new JsonObject
                        {
                            ["code"] = code,
                            ["description"] = message,
                            ["input"] = new JsonObject
                            {
                                ["inputPath"] = new JsonObject { ["fieldPath"] = path },
                            },
                        }
                    ),
                },
            },
            statusCode: status
        );

    /// <summary>The token endpoint has another form.</summary>
    public static IResult OAuth(int status, string error, string says) =>
        Results.Json(
            new JsonObject { ["error"] = error, ["error_description"] = says },
            statusCode: status
        );
}
