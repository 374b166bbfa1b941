using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Resend;

namespace LeadFuel.Sandbox.HubSpot;

/// <summary>A message as it left, with its headers.</summary>
public sealed record HubSpotMessage(
    string Url,
    byte[] Body,
    IReadOnlyDictionary<string, string> Headers
);

/// <summary>Signs and delivers: at least once, in no promised order, and again after silence or a 5xx.</summary>
public sealed class HubSpotHooks(
    IHttpClientFactory clients,
    FaultBoard faults,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    private const string WrongSecret = "a-secret-of-nobody";
    private const int MostTries = 10;

    /// <summary>Tells of what happened to a deal; the answers, try by try.</summary>
    public async Task<IReadOnlyList<int>> Tell(
        HubSpotDesk desk,
        JsonArray events,
        HubSpotDeal? deal
    )
    {
        if (desk.Target is not { } target)
        {
            return [];
        }

        if (target.Form == "workflow")
        {
            if (deal is null)
            {
                return [];
            }

            var whole = desk.Whole(deal);
            if (Take(desk, "webhook_no_portal"))
            {
                whole.Remove("portalId");
            }

            return await Send(desk, target, whole);
        }

        var told = Spoilt(events, desk);
        var answers = new List<int>(await Send(desk, target, told));
        if (Take(desk, "webhook_duplicate"))
        {
            answers.AddRange(await Send(desk, target, told));
        }

        return answers;
    }

    public async Task<IReadOnlyList<int>> Replay(HubSpotDesk desk) =>
        desk.Last is { } last ? [await Post(last)] : [];

    private JsonArray Spoilt(JsonArray events, HubSpotDesk desk)
    {
        var list = events.Select(one => one!.DeepClone()).ToList();
        if (Take(desk, "webhook_reversed"))
        {
            list.Reverse();
        }

        if (Take(desk, "webhook_same_event_id"))
        {
            list.ForEach(one => one["eventId"] = list[0]["eventId"]!.DeepClone());
        }

        if (Take(desk, "webhook_bad_event"))
        {
            list.Insert(list.Count / 2, new JsonObject { ["eventId"] = "?", ["objectId"] = null });
        }

        if (Take(desk, "webhook_two_portals"))
        {
            var stranger = list[^1].DeepClone();
            stranger["portalId"] = 34;
            list.Add(stranger);
        }

        return new JsonArray([.. list]);
    }

    private async Task<IReadOnlyList<int>> Send(
        HubSpotDesk desk,
        HubSpotTarget target,
        JsonNode content
    )
    {
        var answers = new List<int>();
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (content is JsonArray events)
            {
                foreach (var one in events.OfType<JsonObject>())
                {
                    one["attemptNumber"] = attempt;
                }
            }

            var message = Signed(desk, target, HubSpotDesk.Bytes(content));
            desk.Last = message;
            var status = await Post(message);
            // The answer came after HubSpot had stopped to wait for it.
            status = Take(desk, "webhook_slow_answer") ? 0 : status;
            answers.Add(status);
            if (status is > 0 and < 500)
            {
                break;
            }

            // HubSpot waits for minutes and hours; the clock here runs fast.
            await Task.Delay(
                TimeSpan.FromMilliseconds(Math.Min(5_000, 100 << attempt)),
                clock,
                lifetime.ApplicationStopping
            );
        }

        return answers;
    }

    private HubSpotMessage Signed(HubSpotDesk desk, HubSpotTarget target, byte[] body)
    {
        var secret = Take(desk, "webhook_bad_signature") ? WrongSecret : target.Secret;
        var version = Take(desk, "webhook_v1") ? "v1" : target.Signature;
        var at = clock.GetUtcNow().AddMinutes(Take(desk, "webhook_old_timestamp") ? -6 : 0);
        var url = Take(desk, "webhook_escaped_query")
            ? target.Url + "?acc=ada%40example.com&k=a%2Fb"
            : target.Url;
        var headers = Headers(version, secret, url, body, at);
        if (Take(desk, "webhook_tampered"))
        {
            body[^2] ^= 1;
        }

        return new(url, Take(desk, "webhook_truncated") ? body[..^9] : body, headers);
    }

    public static Dictionary<string, string> Headers(
        string version,
        string secret,
        string url,
        byte[] body,
        DateTimeOffset at
    )
    {
        var timestamp = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>();
        switch (version)
        {
            case "v3":
                headers["X-HubSpot-Request-Timestamp"] = timestamp;
                headers["X-HubSpot-Signature-v3"] = Convert.ToBase64String(
                    HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(secret),
                        (byte[])
                            [
                                .. Encoding.UTF8.GetBytes("POST" + Plain(url)),
                                .. body,
                                .. Encoding.UTF8.GetBytes(timestamp),
                            ]
                    )
                );
                break;
            case "v1" or "v2":
                headers["X-HubSpot-Signature-Version"] = version;
                headers["X-HubSpot-Signature"] = Convert.ToHexStringLower(
                    SHA256.HashData(
                        (byte[])
                            [
                                .. Encoding.UTF8.GetBytes(
                                    secret + (version == "v2" ? "POST" + url : "")
                                ),
                                .. body,
                            ]
                    )
                );
                break;
            case "key":
                headers["Authorization"] = "Bearer " + secret;
                break;
            default:
                break;
        }

        return headers;
    }

    // HubSpot's newest form signs these as they are read, not as they are sent.
    private static string Plain(string url) =>
        "%3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B"
            .Split(' ')
            .Aggregate(
                url,
                (read, escape) =>
                    read.Replace(
                        escape,
                        Uri.UnescapeDataString(escape),
                        StringComparison.OrdinalIgnoreCase
                    )
            );

    private async Task<int> Post(HubSpotMessage message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Url);
        request.Content = new ByteArrayContent(message.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            "HubSpot Connect 2.0 (https://dev.hubspot.com/)"
        );
        foreach (var (name, value) in message.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await clients
                .CreateClient(ResendHooks.Client)
                .SendAsync(request, lifetime.ApplicationStopping);
            return (int)answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    private bool Take(HubSpotDesk desk, string kind) =>
        faults.Take("hubspot", null, desk.Name, kind) is not null;
}
