using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace LeadFuel.Signal.Providers.LinkedIn;

/// <summary>An application at LinkedIn. Pages may need one of their own, since LinkedIn vets that product apart.</summary>
public sealed record LinkedInApp(string ClientId, Secret ClientSecret);

/// <summary>What a consent or a refresh gave.</summary>
public sealed record Granted(
    Secret AccessToken,
    TimeSpan AccessLives,
    string[] Scopes,
    Secret? RefreshToken,
    TimeSpan? RefreshLives
);

public sealed record Profile(string Urn, string Name);

/// <summary>A page on which the member has some role.</summary>
public sealed record PageRole(string Urn, string Role)
{
    public bool MayPost => Role is "ADMINISTRATOR" or "CONTENT_ADMINISTRATOR" or "CONTENT_ADMIN";
}

public sealed record ListedPost(string Urn, string Commentary, DateTimeOffset CreatedAt);

/// <summary>What LinkedIn said to one post. Urn: of the new post, or of the twin that it names in a duplicate.</summary>
public sealed record PostAnswer(int Status, string? Urn, string? RequestId, string Code);

/// <summary>LinkedIn's own words in requests and answers.</summary>
internal static partial class LinkedInWire
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The exact bytes of a text post: its author, its text, and who may see it. Nothing else goes (T24).</summary>
    public static byte[] Post(string author, string commentary) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                author,
                commentary,
                visibility = "PUBLIC",
                distribution = new
                {
                    feedDistribution = "MAIN_FEED",
                    targetEntities = Array.Empty<string>(),
                    thirdPartyDistributionChannels = Array.Empty<string>(),
                },
                lifecycleState = "PUBLISHED",
                isReshareDisabledByAuthor = false,
            },
            Options
        );

    // The scopes come with commas or with spaces.
    public static Granted ReadToken(JsonElement token) =>
        new(
            new Secret(Text(token, "access_token")),
            Seconds(token, "expires_in") ?? TimeSpan.Zero,
            Text(token, "scope").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
            Text(token, "refresh_token") is { Length: > 0 } refresh ? new Secret(refresh) : null,
            Seconds(token, "refresh_token_expires_in")
        );

    public static string? PostUrn(string text) =>
        Urn().Match(text) is { Success: true } urn ? urn.Value : null;

    /// <summary>The error's own name; never its message, which may repeat the text.</summary>
    public static (string Code, string? Twin) ReadError(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement;
            if (error.ValueKind != JsonValueKind.Object)
            {
                return ("", null);
            }

            var code = Text(error, "code") is { Length: > 0 } named ? named : Text(error, "error");
            if (
                error.TryGetProperty("errorDetails", out var details)
                && details.ValueKind == JsonValueKind.Object
                && details.TryGetProperty("inputErrors", out var inputs)
                && inputs.ValueKind == JsonValueKind.Array
                && inputs.GetArrayLength() > 0
            )
            {
                code = Text(inputs[0], "code");
            }

            return (code, code == "DUPLICATE_POST" ? PostUrn(Text(error, "message")) : null);
        }
        catch (JsonException)
        {
            return ("", null);
        }
    }

    public static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    private static TimeSpan? Seconds(JsonElement json, string name) =>
        json.TryGetProperty(name, out var number) && number.TryGetInt64(out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    [GeneratedRegex(@"urn:li:(?:share|ugcPost):\d{1,20}")]
    private static partial Regex Urn();
}
