using System.Net;
using System.Text.Json;

namespace LeadFuel.Hosting.Tests.Dashboard;

/// <summary>A developer's browser at the page, or a stranger's.</summary>
internal sealed class DashboardVisitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly CancellationToken _ct;

    private DashboardVisitor(Uri origin, CancellationToken ct)
    {
        _ct = ct;
        Origin = origin;
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = origin,
        };
    }

    public Uri Origin { get; }

    public CookieContainer Cookies { get; } = new();

    public static DashboardVisitor Stranger(Uri page, CancellationToken ct) =>
        new(new Uri(page.GetLeftPart(UriPartial.Authority)), ct);

    public static async Task<DashboardVisitor> Enter(Uri link, CancellationToken ct)
    {
        var visitor = Stranger(link, ct);
        using var answer = await visitor.Send(HttpMethod.Get, link.PathAndQuery);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return visitor;
    }

    public async Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ct);
    }

    public async Task<HttpStatusCode> Status(
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var answer = await Send(method, path, headers);
        return answer.StatusCode;
    }

    public Task<HttpStatusCode> Act(string path) =>
        Status(HttpMethod.Post, path, ("Origin", Origin.GetLeftPart(UriPartial.Authority)));

    public Task<string> Text(string path) => _http.GetStringAsync(path, _ct);

    public async Task<JsonElement> Json(string path) =>
        JsonDocument.Parse(await Text(path)).RootElement;

    public async Task<JsonElement> Resource(string name) =>
        (await Json("/api/resources"))
            .GetProperty("resources")
            .EnumerateArray()
            .Single(resource => resource.GetProperty("name").GetString() == name);

    public async Task State(string name, string state)
    {
        while ((await Resource(name)).GetProperty("state").GetString() != state)
        {
            await Task.Delay(50, _ct);
        }
    }

    /// <summary>Lines of a stream of events until one holds the text.</summary>
    public async Task<List<string>> Events(string path, string until)
    {
        var lines = new List<string>();
        using var answer = await Send(HttpMethod.Get, path);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(_ct));
        while (await reader.ReadLineAsync(_ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                lines.Add(line);
                if (line.Contains(until, StringComparison.Ordinal))
                {
                    return lines;
                }
            }
        }

        Assert.Fail($"{path} ended without {until}.");
        return lines;
    }

    public void Dispose() => _http.Dispose();
}
