using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace LeadFuel.Core.Providers.Resend;

/// <summary>A mail as it leaves: one recipient, text and HTML, no tracking.</summary>
public sealed record OutgoingMail(
    string From,
    string[] To,
    string Subject,
    string Text,
    string Html,
    MailTag[] Tags
);

public sealed record MailTag(string Name, string Value);

public sealed class ResendClient(HttpClient http, IOptionsMonitor<ProviderOptions> options)
{
    public const string SignIn = "core.sign-in-mail";
    public const string OperatorSignIn = "core.operator-mail";
    public const string Notice = "core.account-mail";
    public const string Address = "recipient address";
    public const string Text = "mail text";

    public static readonly Provider Provider = new("Resend", new("https://api.resend.com/"))
    {
        Purposes =
        [
            new(SignIn, "Sends the sign-in link you asked for.", Address, Text),
            new(OperatorSignIn, "Sends our own operators their sign-in link.", Address, Text),
            new(
                Notice,
                "Tells you of a download that is ready, of a deletion that you asked for, of a suspension of your account, of a trial that ends, and of a webhook or Slack channel at which nothing arrives.",
                Address,
                Text
            ),
        ],
        Keeps = "Resend keeps sent mail and its log for up to 30 days, depending on the plan.",
    };

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Resend's id of the mail; the same key and bytes again send nothing and give the same id.</summary>
    public async Task<string> Send(OutgoingMail mail, string idempotencyKey, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "emails");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            options.Get(Provider.Name).Key
        );
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Content = JsonContent.Create(mail, options: Wire);
        try
        {
            using var response = await http.SendAsync(request, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new ProviderRefusedException(
                    Provider.Name,
                    response.StatusCode,
                    Name(body),
                    response.Headers.RetryAfter?.Delta
                );
            }

            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.GetProperty("id").GetString()!;
        }
        catch (Exception away) when (ProviderAway.Is(away))
        {
            throw new ProviderRefusedException(Provider.Name, 0);
        }
    }

    // Only the error's name is read: its message may repeat what was sent.
    private static string Name(string body)
    {
        try
        {
            using var error = JsonDocument.Parse(body);
            return error.RootElement.TryGetProperty("name", out var name)
                ? name.GetString() ?? ""
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
