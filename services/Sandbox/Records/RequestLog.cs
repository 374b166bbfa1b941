using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Records;

/// <summary>The last requests, oldest dropped first.</summary>
public sealed class RequestLog(TimeProvider clock)
{
    private const int Most = 5_000;
    private const int MostBytes = 128 * 1024 * 1024;
    private static readonly string[] Secret = ["Authorization", "X-Api-Key"];
    private readonly Lock gate = new();
    private readonly LinkedList<RecordedRequest> requests = new();
    private long lastId;
    private long held;

    public static string? Fingerprint(string? key) =>
        string.IsNullOrEmpty(key)
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 6));

    public RecordedRequest Add(string vendor, HttpRequest request, byte[] body)
    {
        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header =>
                Secret.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                    ? Masked(header.Value.ToString())
                    : header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        lock (gate)
        {
            var recorded = new RecordedRequest
            {
                Id = ++lastId,
                At = clock.GetUtcNow(),
                Vendor = vendor,
                Method = request.Method,
                Path = request.Path,
                Query = request.QueryString.ToString(),
                Key = Fingerprint(request.ApiKey()),
                Headers = headers,
                Body = Encoding.UTF8.GetString(body),
            };
            requests.AddLast(recorded);
            held += recorded.Body.Length;
            while (requests.Count > 1 && (requests.Count > Most || held > MostBytes))
            {
                held -= requests.First!.Value.Body.Length;
                requests.RemoveFirst();
            }

            return recorded;
        }
    }

    public IReadOnlyList<RecordedRequest> Since(string? vendor, string? since)
    {
        var after = long.TryParse(since, out var id) ? id : 0;
        var from =
            after == 0 && DateTimeOffset.TryParse(since, out var at) ? at : DateTimeOffset.MinValue;
        lock (gate)
        {
            return
            [
                .. requests.Where(request =>
                    request.Id > after
                    && request.At >= from
                    && (vendor is null || request.Vendor == vendor)
                ),
            ];
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            requests.Clear();
            held = 0;
        }
    }

    private static string Masked(string value)
    {
        var bearer = value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        var fingerprint = Fingerprint(bearer ? value[7..] : value) ?? "";
        return bearer ? $"Bearer {fingerprint}" : fingerprint;
    }
}
