using System.Net.Http.Headers;
using System.Text;
using LeadFuel.Core.Integrations;
using Polly.Timeout;

namespace LeadFuel.Core.Providers.Slack;

/// <summary>Posts a message to one channel by the address that its owner gave. Slack knows no idempotency key: what may have arrived is said to be unknown.</summary>
public sealed partial class SlackClient(
    HttpClient http,
    TimeProvider clock,
    ILogger<SlackClient> logger
)
{
    public const string Tell = "core.slack";
    public const string Summary = "event title and summary";
    public const string CustomerData = "customer data you switched on";
    private const int MostRead = 4096;
    private const int LongestWord = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static readonly Provider Provider = new("Slack", new("https://hooks.slack.com/"))
    {
        BringsKey = true,
        // A channel that fails is its owner's own: it opens no breaker for others.
        Breaker = false,
        Purposes =
        [
            new(Tell, "Tells your Slack channel of events you switched on.", Summary, CustomerData),
        ],
        Keeps = "Slack keeps messages for as long as your workspace says.",
        PerTry = Longest,
        Total = Longest,
        Retries = 0,
    };

    // The channel is gone, or we may not write there any more.
    private static readonly string[] Over =
    [
        "invalid_token",
        "action_prohibited",
        "posting_to_general_channel_denied",
        "channel_not_found",
        "no_service",
        "no_team",
        "no_active_hooks",
        "user_not_found",
        "channel_is_archived",
    ];

    /// <summary>`path` is that of the address: the host is Slack's own, or the one that stands in for it.</summary>
    public async Task<Answer> Send(string path, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path.TrimStart('/'));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            using var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                limit.Token
            );
            return Judge(response, await Word(response, limit.Token));
        }
        catch (Exception slow)
            when (slow is TimeoutRejectedException or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            return new(Verdict.Unknown, 0, "timeout");
        }
        catch (HttpRequestException broken)
        {
            return broken.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => new(Verdict.Later, 0, "dns"),
                HttpRequestError.SecureConnectionError => new(Verdict.Later, 0, "tls"),
                HttpRequestError.ConnectionError => new(Verdict.Later, 0, "connection"),
                _ => new(Verdict.Unknown, 0, "broken"),
            };
        }
        catch (IOException)
        {
            return new(Verdict.Unknown, 0, "broken");
        }
    }

    private Answer Judge(HttpResponseMessage response, string word)
    {
        var status = (int)response.StatusCode;
        switch (status)
        {
            case 200 when word == "ok":
                return new(Verdict.Delivered, status, "");
            case 429:
                return new(Verdict.Later, status, "rate_limited")
                {
                    Pause = Pause(response.Headers.RetryAfter),
                };
            case >= 500:
                // The message was there; what became of it behind that answer nobody says.
                return new(Verdict.Unknown, status, "server_error");
            case >= 400 when Over.Contains(word):
                return new(Verdict.Stop, status, word);
            case >= 400:
                // Slack read our message and does not take it: that is ours to mend.
                LogNotTaken(status, word.Length <= 60 && word.All(Plain) ? word : "another body");
                return new(Verdict.Never, status, "refused");
            case >= 300:
                return new(Verdict.Later, status, "redirect");
            default:
                return new(Verdict.Unknown, status, "not_slack");
        }
    }

    private TimeSpan Pause(RetryConditionHeaderValue? asked)
    {
        var wait = asked?.Delta ?? asked?.Date - clock.GetUtcNow() ?? TimeSpan.Zero;
        return TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 1, 3600));
    }

    /// <summary>Slack answers in plain text, a word or two.</summary>
    private static async Task<string> Word(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MostRead];
        var read = await stream.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, ct);
        var text = Encoding.UTF8.GetString(buffer, 0, read).Trim();
        return text.Length > LongestWord ? text[..LongestWord] : text;
    }

    private static bool Plain(char c) => c is (>= 'a' and <= 'z') or '_';

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Slack does not take the form of our message: {Status} {Word}"
    )]
    private partial void LogNotTaken(int status, string word);
}
