using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Core.Integrations;
using Polly.Timeout;

namespace LeadFuel.Core.Providers.Webhook;

/// <summary>Sends signed events to the address that a customer gave, as Standard Webhooks 1.0.0 describes it.</summary>
public sealed class WebhookClient(HttpClient http, TimeProvider clock)
{
    public const string AddressRefused = "address_refused";
    public const string Tell = "core.webhook";
    public const string Summary = "event title and summary";
    public const string CustomerData = "customer data you switched on";
    private const int MostRead = 4096;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(24);

    public static readonly Provider Provider = new("Webhook", new("https://webhook.invalid/"))
    {
        ByCustomer = true,
        Purposes =
        [
            new(Tell, "Tells your own address of events you switched on.", Summary, CustomerData),
        ],
        Keeps = "What your own receiver keeps is up to you.",
        PerTry = Longest,
        Total = Longest,
        Retries = 0,
    };

    public async Task<Answer> Send(
        Uri url,
        string id,
        byte[] body,
        IEnumerable<byte[]> keys,
        CancellationToken ct
    )
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.ParseAdd("LeadFuel-Webhooks/1");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "webhook-signature",
            string.Join(' ', keys.Select(key => Sign(key, id, timestamp, body)))
        );
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            using var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                limit.Token
            );
            var status = (int)response.StatusCode;
            await Drain(response, limit.Token);
            return status switch
            {
                >= 200 and < 300 => new(Verdict.Delivered, status, ""),
                410 => new(Verdict.Stop, status, "gone"),
                429 or 502 or 503 or 504 => new(Verdict.Later, status, "busy")
                {
                    Pause = Pause(response.Headers.RetryAfter),
                },
                >= 300 and < 400 => new(Verdict.Later, status, "redirect"),
                _ => new(Verdict.Later, status, "refused"),
            };
        }
        catch (Exception slow)
            when (slow is TimeoutRejectedException or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            return new(Verdict.Later, 0, "timeout");
        }
        catch (HttpRequestException broken)
        {
            return new(Verdict.Later, 0, Word(broken));
        }
        catch (IOException)
        {
            return new(Verdict.Later, 0, "broken");
        }
    }

    public static string Sign(byte[] key, string id, long timestamp, byte[] body)
    {
        var head = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")
        );
        byte[] signed = [.. head, .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    internal static string Word(HttpRequestException broken) =>
        broken.Message == AddressRefused
            ? AddressRefused
            : broken.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "dns",
                HttpRequestError.SecureConnectionError => "tls",
                HttpRequestError.ConnectionError => "connection",
                _ => "broken",
            };

    internal TimeSpan? Pause(RetryConditionHeaderValue? asked)
    {
        var wait = asked?.Delta ?? asked?.Date - clock.GetUtcNow();
        return wait is not { } some || some <= TimeSpan.Zero ? null
            : some < LongestPause ? some
            : LongestPause;
    }

    // So that the connection can be used again; an endless answer is cut off. The status is known already.
    private static async Task Drain(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[MostRead];
            await stream.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, ct);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return;
        }
    }
}
