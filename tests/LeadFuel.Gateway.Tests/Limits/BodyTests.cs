using System.Net.Sockets;
using System.Text;

namespace LeadFuel.Gateway.Tests.Limits;

/// <summary>What is too large is said to be, early, in words that stay the same.</summary>
public sealed class BodyTests(UpstreamSuite suite)
{
    private const int Kilobyte = 1024;
    private const int Megabyte = Kilobyte * Kilobyte;

    public static TheoryData<string, int> Places =>
        new()
        {
            { "/api/signal/x", 64 * Kilobyte },
            { "/api/core/account", 64 * Kilobyte },
            { "/api/reach/imports/x", Megabyte * 3 / 2 },
            { "/api/reach/suppressions/import", Megabyte * 3 / 2 },
            { "/api/core/sign-in-links", 4 * Kilobyte },
            { "/hooks/resend/reach", Megabyte },
            { "/u/x", 4 * Kilobyte },
        };

    [Theory, MemberData(nameof(Places))]
    public async Task A_body_over_the_limit_of_its_place_is_refused_whether_it_says_its_size_or_not(
        string path,
        int limit
    )
    {
        var ada = await suite.SignUp();
        foreach (var chunked in (bool[])[false, true])
        {
            var answer = await Send(ada, path, limit + 1, chunked);

            var problem = await answer.Problem(HttpStatusCode.RequestEntityTooLarge, "too-large");
            Assert.NotEqual("", problem.GetProperty("detail").GetString());
            Assert.Equal(path, problem.GetProperty("instance").GetString());
        }
    }

    [Theory]
    [InlineData("/api/signal", 64 * Kilobyte)]
    [InlineData("/api/reach/imports", Megabyte * 3 / 2)]
    public async Task A_body_within_the_limit_arrives_whole(string under, int limit)
    {
        var ada = await suite.SignUp();
        foreach (var chunked in (bool[])[false, true])
        {
            var path = UpstreamSuite.Path(under: under);
            // The marks between chunks count, too.
            var size = chunked ? limit - Kilobyte : limit;

            var answer = await Send(ada, path, size, chunked);

            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal(size, Assert.Single(UpstreamSuite.At(path)).Body.Length);
        }
    }

    [Theory]
    [InlineData("/api/signal/x", true)]
    [InlineData("/api/core/account", true)]
    [InlineData("/hooks/resend/core", true)]
    [InlineData("/impersonation/enter", true)]
    [InlineData("/nowhere", true)]
    [InlineData("/api/signal/x", false)]
    [InlineData("/impersonation/enter", false)]
    public async Task A_hundred_megabytes_are_refused_before_they_are_sent(
        string path,
        bool saysItsSize
    )
    {
        var ada = await suite.SignUp();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var ct = TestContext.Current.CancellationToken;
        await socket.ConnectAsync(IPAddress.Loopback, suite.Gateway.Http.Port, ct);
        await using var stream = new NetworkStream(socket);
        var head =
            $"POST {path} HTTP/1.1\r\nHost: {suite.Gateway.Http.Authority}\r\n"
            + $"Origin: {suite.Origin()}\r\nX-LF-Client: web\r\nCookie: {suite.CookieOf(ada)}\r\n"
            + "Content-Type: application/json\r\n"
            + (
                saysItsSize
                    ? $"Content-Length: {100 * Megabyte}\r\n\r\n"
                    : "Transfer-Encoding: chunked\r\n\r\n"
            );
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
        // Said in the head, not a byte need follow; unsaid, it ends soon after the limit.
        var sent = saysItsSize ? 0 : await Pour(stream, 100 * Megabyte);

        using var reader = new StreamReader(stream, Encoding.ASCII);
        var status = await reader.ReadLineAsync(ct);

        Assert.Matches("^HTTP/1.1 (413|404|405) ", status);
        Assert.True(sent < 8 * Megabyte, $"{sent} bytes were taken");
    }

    [Fact]
    public async Task Whoever_sends_a_byte_now_and_then_is_not_waited_for()
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();
        var ct = TestContext.Current.CancellationToken;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, suite.Gateway.Http.Port, ct);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {suite.Gateway.Http.Authority}\r\n"
                    + $"Origin: {suite.Origin()}\r\nX-LF-Client: web\r\nCookie: {suite.CookieOf(ada)}\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
            ),
            ct
        );
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var dripping = Drip(stream, answered.Token);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = new StringBuilder();
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            answer.AppendLine(line);
        }

        await answered.CancelAsync();
        var sent = await dripping;
        Assert.StartsWith("HTTP/1.1 408 ", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("too-slow", answer.ToString(), StringComparison.Ordinal);
        Assert.True(sent < 1000, "it was taken whole");
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(18, false)]
    public async Task Headers_of_more_than_sixteen_kilobytes_are_refused(int size, bool taken)
    {
        var ada = await suite.SignUp();
        var path = UpstreamSuite.Path();

        var answer = await ada.Web.Send(
            new HttpRequestMessage(HttpMethod.Get, path).With(
                ("Accept", new string('a', size * Kilobyte))
            )
        );

        Assert.Equal(
            taken ? HttpStatusCode.NoContent : HttpStatusCode.RequestHeaderFieldsTooLarge,
            answer.StatusCode
        );
        Assert.Equal(taken ? 1 : 0, UpstreamSuite.At(path).Count);
    }

    private async Task<HttpResponseMessage> Send(Member member, string path, int size, bool chunked)
    {
        using var body = new ByteArrayContent(new byte[size]);
        body.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.TransferEncodingChunked = chunked;
        return await member.Web.Send(request);
    }

    // A byte twice a second until somebody has had enough.
    private static async Task<int> Drip(NetworkStream stream, CancellationToken ct)
    {
        var sent = 0;
        try
        {
            for (; sent < 1000; sent++)
            {
                await stream.WriteAsync("{"u8.ToArray(), ct);
                await Task.Delay(500, ct);
            }
        }
        catch (Exception stopped) when (stopped is IOException or OperationCanceledException)
        {
            // The gateway has answered.
        }

        return sent;
    }

    // Until all is sent or nobody takes it any more.
    private static async Task<int> Pour(NetworkStream stream, int size)
    {
        var piece = new byte[Megabyte];
        // JSON that never begins.
        piece.AsSpan().Fill((byte)' ');
        var sent = 0;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        enough.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            while (sent < size)
            {
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"),
                    enough.Token
                );
                await stream.WriteAsync(piece, enough.Token);
                await stream.WriteAsync("\r\n"u8.ToArray(), enough.Token);
                sent += piece.Length;
            }
        }
        catch (Exception stopped) when (stopped is IOException or OperationCanceledException)
        {
            // The gateway has answered and reads no more.
        }

        return sent;
    }
}
