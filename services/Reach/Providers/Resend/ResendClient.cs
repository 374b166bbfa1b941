using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Sends;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using static LeadFuel.Reach.Providers.Resend.ResendWire;

namespace LeadFuel.Reach.Providers.Resend;

/// <summary>
/// Sends, looks up, receives, and sets up domains: the only calls to Resend there are. None keeps contacts there.
/// Fails with <see cref="ProviderRefusedException"/>; status 0 when no answer came.
/// </summary>
public sealed class ResendClient(
    HttpClient http,
    IOptionsMonitor<ProviderOptions> options,
    Pace pace
)
{
    public const string Campaign = "reach.send";
    public const string Test = "reach.test";
    public const string Probe = "reach.probe";
    public const string Lookup = "reach.lookup";
    public const string Received = "reach.received";
    public const string ReplyFile = "reach.reply-file";
    public const string Domain = "reach.domain";
    public const string Address = "recipient address";
    public const string MailText = "mail text";
    public const string SenderName = "sender";
    public const string MailId = "mail id";
    public const string FileId = "file id";
    public const string DomainName = "domain name";

    /// <summary>The circuit was open: the call was not made.</summary>
    public const string NotCalled = "not_called";

    /// <summary>Resend's name for a key that may send mail and nothing else.</summary>
    public const string SendingOnly = "restricted_api_key";

    // No repeats here: the job decides with the frozen bytes in hand whether a mail may be sent again.
    public static readonly Provider Provider = new("Resend", new("https://api.resend.com/"))
    {
        Purposes =
        [
            new(Campaign, "Sends an approved mail of a campaign.", Address, MailText, SenderName),
            new(Test, "Sends you a test of a draft.", Address, MailText, SenderName),
            new(
                Probe,
                "Checks that answers arrive in your own mailbox.",
                Address,
                MailText,
                SenderName
            ),
            new(Lookup, "Asks what became of a mail.", MailId),
            new(Received, "Fetches an answer to one of your mails.", MailId),
            new(ReplyFile, "Fetches a file of an answer, when you download it.", MailId, FileId),
            new(Domain, "Sets up and checks the domain you send from.", DomainName),
        ],
        // What its documentation names, and what its links have been seen to name.
        Files = [new("https://inbound-cdn.resend.com/"), new("https://cdn.resend.app/")],
        Keeps =
            "Resend keeps sent and received mail with its files, and its log, for up to 30 days, depending on the plan.",
        PerTry = TimeSpan.FromSeconds(15),
        Retries = 0,
    };

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Whether the mail may have gone out though the call failed.</summary>
    public static bool OutcomeUnknown(ProviderRefusedException refused) =>
        refused.Code != NotCalled && ((int)refused.Status == 0 || (int)refused.Status >= 500);

    /// <summary>Whether it is our key that Resend refuses, and not what was asked for with it.</summary>
    public static bool KeyRefused(ProviderRefusedException refused) =>
        refused.Status == HttpStatusCode.Unauthorized
        || (refused.Status == HttpStatusCode.Forbidden && refused.Code != "validation_error");

    /// <summary>Resend's id of the mail; the same key and bytes within 24 h send nothing again and give the same id.</summary>
    public async Task<string> Send(byte[] body, string idempotencyKey, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "emails");
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var answer = await Answer(request, ct);
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    public async Task<SentMail> GetEmail(string id, CancellationToken ct)
    {
        using var answer = await Get($"emails/{Uri.EscapeDataString(id)}", ct);
        return new(
            Text(answer.RootElement, "last_event"),
            Text(answer.RootElement, "message_id") is { Length: > 0 } messageId ? messageId : null
        );
    }

    /// <summary>A hundred mails that came in, the latest first, beginning after this one; and whether there are more.</summary>
    public async Task<(IReadOnlyList<ReceivedLine> Mails, bool More)> ListReceived(
        string after,
        CancellationToken ct
    )
    {
        using var page = await Get(
            $"emails/receiving?limit=100{(after.Length > 0 ? $"&after={Uri.EscapeDataString(after)}" : "")}",
            ct
        );
        return (
            [
                .. page
                    .RootElement.GetProperty("data")
                    .EnumerateArray()
                    .Select(mail => new ReceivedLine(
                        Text(mail, "id"),
                        [.. Texts(mail, "to"), .. Texts(mail, "cc")],
                        Instant(mail, "created_at")
                    )),
            ],
            Has(page.RootElement, "has_more", JsonValueKind.True, out _)
        );
    }

    public async Task<ReceivedMail> GetReceived(string id, CancellationToken ct)
    {
        using var answer = await Get($"emails/receiving/{Uri.EscapeDataString(id)}", ct);
        return ReadMail(answer.RootElement);
    }

    /// <summary>
    /// A file of a mail that came in, its head read and its body not; dispose it. Its link is made anew each time and soon ends.
    /// The link is proof enough: our key does not go to the host behind it. Status 503 when that host refuses it.
    /// </summary>
    public async Task<HttpResponseMessage> OpenFile(
        string mailId,
        string fileId,
        CancellationToken ct
    )
    {
        using var told = await Get(
            $"emails/receiving/{Uri.EscapeDataString(mailId)}/attachments/{Uri.EscapeDataString(fileId)}",
            ct
        );
        if (!Uri.TryCreate(Text(told.RootElement, "download_url"), UriKind.Absolute, out var link))
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_link");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        var file = await Reached(
            () => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct),
            ct
        );
        if (file.IsSuccessStatusCode)
        {
            return file;
        }

        using (file)
        {
            throw new ProviderRefusedException(
                Provider.Name,
                file.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone
                    ? file.StatusCode
                    : HttpStatusCode.ServiceUnavailable,
                "link_refused"
            );
        }
    }

    /// <summary>
    /// The domain of this name as it was made for this claim, made now when there is none; null when it is proved already and not
    /// ours to hand out. Whoever asks at the same time gets the same one.
    /// </summary>
    public async Task<ResendDomain?> FindOrCreateDomain(
        string name,
        DateTimeOffset claimed,
        CancellationToken ct
    )
    {
        if (await FindDomain(name, ct) is { } found)
        {
            if (found.MadeSince(claimed))
            {
                return found;
            }

            if (found.Proved)
            {
                return null;
            }

            // Somebody else's, who never proved it: its records may stand in their DNS, so this claim gets records of its own.
            await Forget(found.Id, ct);
        }

        try
        {
            return await CreateDomain(name, ct);
        }
        catch (ProviderRefusedException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            // Made since we looked, by the other of the job and the person who checks, or by another team.
            if (await FindDomain(name, ct) is { } theirs)
            {
                return theirs;
            }

            throw;
        }
    }

    // Without any tracking. Answers come in on our own domain.
    private Task<ResendDomain> CreateDomain(string name, CancellationToken ct) =>
        Domains(
            new HttpRequestMessage(HttpMethod.Post, "domains")
            {
                Content = JsonContent.Create(
                    new
                    {
                        Name = name,
                        OpenTracking = false,
                        ClickTracking = false,
                    },
                    options: Wire
                ),
            },
            ct
        );

    /// <summary>The domain of this name with its records, when this key has one.</summary>
    private async Task<ResendDomain?> FindDomain(string name, CancellationToken ct)
    {
        for (var after = ""; ; )
        {
            using var page = await Get($"domains?limit=100{after}", ct);
            var last = "";
            foreach (var domain in page.RootElement.GetProperty("data").EnumerateArray())
            {
                last = Text(domain, "id");
                if (Text(domain, "name") == name)
                {
                    return await GetDomain(last, ct);
                }
            }

            if (last.Length == 0 || !Has(page.RootElement, "has_more", JsonValueKind.True, out _))
            {
                return null;
            }

            after = $"&after={Uri.EscapeDataString(last)}";
        }
    }

    public Task<ResendDomain> GetDomain(string id, CancellationToken ct) =>
        Domains(new HttpRequestMessage(HttpMethod.Get, $"domains/{Uri.EscapeDataString(id)}"), ct);

    /// <summary>Starts Resend's own check; what it found is told by <see cref="GetDomain"/>.</summary>
    public async Task VerifyDomain(string id, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"domains/{Uri.EscapeDataString(id)}/verify"
        );
        (await InTurn(request, ct)).Dispose();
    }

    public async Task DeleteDomain(string id, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Delete,
            $"domains/{Uri.EscapeDataString(id)}"
        );
        (await InTurn(request, ct)).Dispose();
    }

    private async Task Forget(string id, CancellationToken ct)
    {
        try
        {
            await DeleteDomain(id, ct);
        }
        catch (ProviderRefusedException gone) when (gone.Status == HttpStatusCode.NotFound)
        {
            // Another one who asked was quicker.
        }
    }

    private async Task<ResendDomain> Domains(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            using var answer = await InTurn(request, ct);
            return answer.RootElement.Deserialize<ResendDomain>(Wire)!;
        }
    }

    private async Task<JsonDocument> Get(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await InTurn(request, ct);
    }

    // All but mails: those are decided anew when their turn has come.
    private Task<JsonDocument> InTurn(HttpRequestMessage request, CancellationToken ct) =>
        pace.InTurn(() => Answer(request, ct), ct);

    private Task<JsonDocument> Answer(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            options.Get(Provider.Name).Key
        );
        return Reached(
            async () =>
            {
                using var response = await http.SendAsync(request, ct);
                var body = await response.Content.ReadAsStringAsync(ct);
                return response.IsSuccessStatusCode
                    ? JsonDocument.Parse(body)
                    : throw new ProviderRefusedException(
                        Provider.Name,
                        response.StatusCode,
                        ErrorName(body),
                        RetryAfter(response)
                    );
            },
            ct
        );
    }

    private static async Task<T> Reached<T>(Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call();
        }
        catch (BrokenCircuitException)
        {
            throw new ProviderRefusedException(
                Provider.Name,
                HttpStatusCode.ServiceUnavailable,
                NotCalled,
                TimeSpan.FromSeconds(30)
            );
        }
        catch (Exception lost)
            when (lost
                    is HttpRequestException
                        or TimeoutRejectedException
                        or IOException
                        or JsonException
                && !ct.IsCancellationRequested
            )
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta
        ?? (
            response.Headers.TryGetValues("ratelimit-reset", out var reset)
            && int.TryParse(
                reset.First(),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var seconds
            )
                ? TimeSpan.FromSeconds(seconds)
                : null
        );

    // Only the error's name is read: its message may repeat what was sent.
    private static string ErrorName(string body)
    {
        try
        {
            using var error = JsonDocument.Parse(body);
            return error.RootElement.ValueKind == JsonValueKind.Object
                ? Text(error.RootElement, "name")
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
