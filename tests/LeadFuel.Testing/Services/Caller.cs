using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using LeadFuel.Outcomes;

namespace LeadFuel.Testing.Services;

/// <summary>Somebody who sends requests to one address, with what they have: a token, or a browser's cookies.</summary>
public sealed class Caller : IDisposable
{
    private readonly HttpClient http;
    private readonly Func<string?>? token;

    private Caller(HttpClient http, CookieContainer cookies, Func<string?>? token) =>
        (this.http, Cookies, this.token) = (http, cookies, token);

    /// <summary>The browser's cookies; empty for a caller with a token.</summary>
    public CookieContainer Cookies { get; }

    public Uri Address => http.BaseAddress!;

    /// <summary>Straight to a service; `token` is asked at each request.</summary>
    internal static Caller Direct(Uri address, Func<string?> token) =>
        new(
            new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            {
                BaseAddress = address,
            },
            new CookieContainer(),
            token
        );

    /// <summary>A browser of its own with a network of its own, so that no limit per network counts two together.</summary>
    public static Caller Browser(Uri origin)
    {
        var network = new IPEndPoint(
            new IPAddress([
                127,
                (byte)RandomNumberGenerator.GetInt32(1, 255),
                (byte)RandomNumberGenerator.GetInt32(0, 255),
                1,
            ]),
            0
        );
        var cookies = new CookieContainer();
        var handler = new SocketsHttpHandler
        {
            CookieContainer = cookies,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    if (OperatingSystem.IsLinux())
                    {
                        socket.Bind(new IPEndPoint(network.Address.MapToIPv6(), 0));
                    }

                    // A name for this machine stands for its IPv6 address, too, which that network does not reach.
                    await socket.ConnectAsync(
                        new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port),
                        ct
                    );
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        var http = new HttpClient(handler) { BaseAddress = origin };
        http.DefaultRequestHeaders.Add("Origin", origin.GetLeftPart(UriPartial.Authority));
        http.DefaultRequestHeaders.Add("X-LF-Client", "web");
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return new Caller(http, cookies, null);
    }

    public Task<HttpResponseMessage> Get(string path) => Send(HttpMethod.Get, path);

    /// <summary>`key` is the Idempotency-Key: give one to send the same request twice.</summary>
    public Task<HttpResponseMessage> Post(
        string path,
        object? body = null,
        string? etag = null,
        string? key = null
    ) => Send(HttpMethod.Post, path, body, etag, key);

    public Task<HttpResponseMessage> Put(string path, object? body = null, string? etag = null) =>
        Send(HttpMethod.Put, path, body, etag);

    public Task<HttpResponseMessage> Patch(string path, object? body = null, string? etag = null) =>
        Send(HttpMethod.Patch, path, body, etag);

    public Task<HttpResponseMessage> Delete(string path, string? etag = null) =>
        Send(HttpMethod.Delete, path, etag: etag);

    /// <summary>Gets `path`, which must answer 2xx, as `T`.</summary>
    public async Task<T> Read<T>(string path) => await (await Get(path)).Read<T>();

    /// <summary>Gets `path`, which must answer 2xx, as JSON.</summary>
    public Task<JsonElement> Json(string path) => Read<JsonElement>(path);

    public Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        object? body = null,
        string? etag = null,
        string? key = null
    )
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content =
                body as HttpContent
                ?? JsonContent.Create(body, body.GetType(), null, HouseJson.Options);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return Send(request);
    }

    /// <summary>Answers as soon as the head is there, so that a stream of events can be read as it comes.</summary>
    public Task<HttpResponseMessage> Send(
        HttpRequestMessage request,
        HttpCompletionOption until = HttpCompletionOption.ResponseContentRead
    )
    {
        if (token?.Invoke() is { } bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return http.SendAsync(request, until, TestContext.Current.CancellationToken);
    }

    public void Dispose() => http.Dispose();
}

/// <summary>Reading answers.</summary>
public static class Answers
{
    /// <summary>The body of an answer that must be 2xx; else the failure shows the problem that came instead.</summary>
    public static async Task<T> Read<T>(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}"
        );
        return JsonSerializer.Deserialize<T>(text, HouseJson.Options)!;
    }

    public static Task<JsonElement> Json(this HttpResponseMessage answer) =>
        answer.Read<JsonElement>();

    /// <summary>An answer that must be this refusal: its status and the last part of its type.</summary>
    public static async Task<JsonElement> Problem(
        this HttpResponseMessage answer,
        HttpStatusCode status,
        string? type = null
    )
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.StatusCode == status,
            $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}"
        );
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        if (type is not null)
        {
            Assert.Equal($"/problems/{type}", problem.GetProperty("type").GetString());
        }

        return problem;
    }

    /// <summary>The ETag as it goes into If-Match.</summary>
    public static string Tag(this HttpResponseMessage answer) =>
        answer.Headers.ETag?.ToString()
        ?? throw new InvalidOperationException("This answer has no ETag.");
}
