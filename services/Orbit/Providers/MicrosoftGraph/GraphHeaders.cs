using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Kiota.Abstractions;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>
/// What became of each mail whose headers were asked for: found, to be asked again after a while, or refused. In none
/// of them: the mail is gone.
/// </summary>
public sealed class GraphHeaders
{
    public static GraphHeaders None => new();

    public Dictionary<string, IReadOnlyDictionary<string, string>> Found { get; } = [];
    public Dictionary<string, TimeSpan> Throttled { get; } = [];
    public Dictionary<string, string> Failed { get; } = [];
}

public sealed partial class GraphMailbox
{
    private const string OnlyHeaders = "id,internetMessageHeaders";
    private const int MostInBatch = 20;
    private const int AtOnce = 4;
    private static readonly TimeSpan WithoutRetryAfter = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Compact = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Headers of these mails, in batches of 20 that Microsoft works off four at a time. A part that failed hides in a
    /// batch that succeeded: it keeps no other back.
    /// </summary>
    public async Task<GraphHeaders> Headers(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var headers = new GraphHeaders();
        var open = new Queue<string>(ids);
        while (open.Count > 0)
        {
            var chunk = new List<string>();
            while (chunk.Count < MostInBatch && open.TryDequeue(out var id))
            {
                chunk.Add(id);
            }

            JsonDocument batch;
            try
            {
                batch = await Json(Batch(chunk), ct, chunk.Count);
            }
            catch (GraphRefusedException refused)
                when (refused.Throttled && headers.Found.Count > 0)
            {
                // What was found is kept; the others are asked for when Microsoft lets us.
                foreach (var id in chunk.Concat(open))
                {
                    headers.Throttled[id] = refused.RetryAfter ?? WithoutRetryAfter;
                }

                return headers;
            }

            using var answers = batch;
            foreach (var answer in answers.RootElement.GetProperty("responses").EnumerateArray())
            {
                var at = int.Parse(Text(answer, "id"), CultureInfo.InvariantCulture) - 1;
                var id = chunk[at];
                switch ((HttpStatusCode)Count(answer, "status"))
                {
                    case HttpStatusCode.OK:
                        Take(headers, id, answer);
                        break;
                    case HttpStatusCode.NotFound:
                        break;
                    case HttpStatusCode.FailedDependency when at >= AtOnce:
                        // Not asked, since the one before it in the chain failed.
                        open.Enqueue(id);
                        break;
                    case HttpStatusCode.Unauthorized:
                        throw new GraphRefusedException(
                            HttpStatusCode.Unauthorized,
                            "batchPart",
                            null
                        );
                    case HttpStatusCode.TooManyRequests:
                    case HttpStatusCode.ServiceUnavailable when Wait(answer) is not null:
                        headers.Throttled[id] = Wait(answer) ?? WithoutRetryAfter;
                        break;
                    case var status:
                        headers.Failed[id] = Says(status);
                        break;
                }
            }

            // Nothing but waits: the next batch would only be told the same.
            if (chunk.TrueForAll(id => headers.Throttled.ContainsKey(id) || open.Contains(id)))
            {
                var wait = chunk.Max(id => headers.Throttled.GetValueOrDefault(id));
                foreach (var id in open)
                {
                    headers.Throttled[id] = wait;
                }

                return headers;
            }
        }

        return headers;
    }

    private static void Take(GraphHeaders headers, string id, JsonElement answer)
    {
        try
        {
            headers.Found[id] = ReadHeaders(answer.GetProperty("body"));
        }
        catch (Exception unreadable)
            when (unreadable is FormatException or InvalidOperationException)
        {
            headers.Failed[id] = GraphPage.Reason(unreadable);
        }
    }

    public static string Says(HttpStatusCode status) => $"Microsoft answered {(int)status}";

    // Written here: the SDK's own batch cuts an address at the word "beta", which stands in one id in a hundred thousand.
    private RequestInformation Batch(List<string> ids)
    {
        var prefer = string.Join(", ", Preferences(PageSize));
        var parts = ids.Select(
            (id, i) =>
                new
                {
                    id = Number(i),
                    method = "GET",
                    url = $"/me/messages/{Uri.EscapeDataString(id)}?$select={OnlyHeaders}",
                    headers = new { Accept = "application/json", Prefer = prefer },
                    dependsOn = i < AtOnce ? null : (string[])[Number(i - AtOnce)],
                }
        );
        var request = new RequestInformation
        {
            HttpMethod = Method.POST,
            URI = new Uri(address, "v1.0/$batch"),
        };
        request.Headers.Add("Accept", "application/json");
        request.SetStreamContent(
            new MemoryStream(
                JsonSerializer.SerializeToUtf8Bytes(new { requests = parts }, Compact)
            ),
            "application/json"
        );
        return request;
    }

    private TimeSpan? Wait(JsonElement answer) =>
        answer.TryGetProperty("headers", out var headers)
        && headers.TryGetProperty("Retry-After", out var wait)
            ? GraphRefusedException.Wait(wait.ToString(), clock.GetUtcNow())
            : null;

    private static Dictionary<string, string> ReadHeaders(JsonElement mail)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (
            mail.TryGetProperty("internetMessageHeaders", out var rows)
            && rows.ValueKind == JsonValueKind.Array
        )
        {
            foreach (var row in rows.EnumerateArray())
            {
                headers.TryAdd(Text(row, "name"), Text(row, "value"));
            }
        }

        return headers;
    }

    private static string Number(int i) => (i + 1).ToString(CultureInfo.InvariantCulture);
}
