using System.Diagnostics;
using System.Net.WebSockets;
using LeadFuel.Accounts;
using LeadFuel.Admin.Rpc;
using Microsoft.AspNetCore.Http;

namespace LeadFuel.Gateway.Tests.Routes;

/// <summary>A WebSocket is opened by our own page, for somebody who is in, and ends with their session.</summary>
public sealed class SocketTests(UpstreamSuite suite)
{
    private const string Path = "/api/scope/voice";

    [Fact]
    public async Task It_reaches_its_service_with_the_handshake_and_the_token_and_nothing_else()
    {
        var ada = await suite.SignUp();
        using var socket = await Connect(
            suite.Origin(),
            suite.CookieOf(ada),
            ("X-LeadFuel-Account", "victim@example.test"),
            ("Authorization", "Bearer x"),
            ("X-Forwarded-For", "203.0.113.9")
        );

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Ct);
        var heard = new byte[16];
        var got = await socket.ReceiveAsync(heard.AsMemory(), Ct);
        Assert.Equal("hello"u8.ToArray(), heard[..got.Count]);

        var arrived = UpstreamSuite.At(Path).Single(one => Account(one) == ada.Email);
        Assert.Equal(
            [
                "Authorization",
                "Connection",
                "Host",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Version",
                "Upgrade",
            ],
            arrived.Headers.Keys.Where(name => name != "traceparent").Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("https://evil.example", true, 403)]
    [InlineData("null", true, 403)]
    [InlineData(null, true, 403)]
    [InlineData("ours", false, 401)]
    public async Task Another_sites_page_and_whoever_is_not_signed_in_open_none(
        string? origin,
        bool signedIn,
        int status
    )
    {
        var ada = await suite.SignUp();

        var refused = await Refused(
            origin == "ours" ? suite.Origin() : origin,
            signedIn ? suite.CookieOf(ada) : null
        );

        Assert.Equal(status, (int)refused);
        Assert.DoesNotContain(UpstreamSuite.At(Path), one => Account(one) == ada.Email);
    }

    [Fact]
    [Claim("T58")]
    public async Task A_viewing_opens_none()
    {
        var ada = await suite.SignUp();
        var browser = await View(ada);
        var cookies = browser.Cookies.GetCookieHeader(suite.Gateway.Http);

        Assert.Equal(HttpStatusCode.Forbidden, await Refused(suite.Origin(), cookies));
    }

    [Fact]
    public async Task It_ends_within_a_second_of_its_session_and_says_so()
    {
        var ada = await suite.SignUp();
        using var socket = await Connect(suite.Origin(), suite.CookieOf(ada));
        var began = Stopwatch.GetTimestamp();

        (await ada.Web.Delete("/api/core/session")).EnsureSuccessStatusCode();

        Assert.Equal((4401, "signed-out"), await Closed(socket));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_account_has_two_at_most_and_the_third_is_told_why()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        using var first = await Connect(suite.Origin(), suite.CookieOf(ada));
        using var second = await Connect(suite.Origin(), suite.CookieOf(ada));

        using var third = await Connect(suite.Origin(), suite.CookieOf(ada));

        Assert.Equal((4429, "limit"), await Closed(third));
        using var others = await Connect(suite.Origin(), suite.CookieOf(eve));
        await Said(others, "hello");
        await Said(first, "hello");
    }

    [Fact]
    [Claim("T58")]
    public async Task It_ends_when_an_operator_begins_to_view_the_account_and_not_that_of_others()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        using var socket = await Connect(suite.Origin(), suite.CookieOf(ada));
        using var others = await Connect(suite.Origin(), suite.CookieOf(eve));

        await View(ada);

        Assert.Equal((4403, "viewing-started"), await Closed(socket));
        await Said(others, "hello");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(70_000)]
    public async Task The_word_of_its_end_never_stands_inside_what_the_service_says(int size)
    {
        var ada = await suite.SignUp();
        var half = new TaskCompletionSource();
        var rest = new TaskCompletionSource();
        UpstreamSuite.Says("voice", context => Halves(context, size, half, rest.Task));
        using var socket = Ready(suite.Origin(), suite.CookieOf(ada));
        await socket.ConnectAsync(Address, Ct);
        await half.Task.WaitAsync(Ct);

        (await ada.Web.Delete("/api/core/session")).EnsureSuccessStatusCode();
        await Wait.Until(
            async () =>
                (await ada.Web.Get("/api/core/bootstrap")).StatusCode
                == HttpStatusCode.Unauthorized,
            () => "the session is still good"
        );
        rest.SetResult();

        var heard = new byte[size];
        var got = 0;
        while (got < size)
        {
            got += (await socket.ReceiveAsync(heard.AsMemory(got), Ct)).Count;
        }

        Assert.All(heard, one => Assert.Equal((byte)'x', one));
        Assert.Equal((4401, "signed-out"), await Closed(socket));
    }

    [Fact]
    public async Task Its_address_takes_no_plain_request_and_no_other_takes_an_upgrade()
    {
        var ada = await suite.SignUp();
        await (await ada.Web.Get(Path)).Problem(HttpStatusCode.BadRequest);
        var path = UpstreamSuite.Path();
        var upgrade = new HttpRequestMessage(HttpMethod.Get, path).With(
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket")
        );

        await (await ada.Web.Send(upgrade)).Problem(HttpStatusCode.BadRequest);

        Assert.Empty(UpstreamSuite.At(path));
    }

    private async Task<Testing.Services.Caller> View(Member member)
    {
        await suite.Drain(member);
        var started = await new Impersonations.ImpersonationsClient(
            suite.Rpc("admin", "admin", new TokenClaims("service"))
        ).StartAsync(
            new StartRequest
            {
                Account = member.Email,
                Operator = Suite.NewAddress("operator"),
                Reason = "Ticket 4711: the list stays empty",
            },
            cancellationToken: Ct
        );
        var browser = suite.Browser();
        (
            await browser.Post("/impersonation/enter", new { code = started.Code })
        ).EnsureSuccessStatusCode();
        return browser;
    }

    // What the page is told, with the close frame that it gets instead of a cut.
    private static async Task<(int Code, string? Why)> Closed(ClientWebSocket socket)
    {
        var got = await socket.ReceiveAsync(new byte[16].AsMemory(), Ct);
        Assert.Equal(WebSocketMessageType.Close, got.MessageType);
        return ((int)socket.CloseStatus!, socket.CloseStatusDescription);
    }

    private static async Task Said(ClientWebSocket socket, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        await socket.SendAsync(bytes, WebSocketMessageType.Text, true, Ct);
        var heard = new byte[64];
        var got = await socket.ReceiveAsync(heard.AsMemory(), Ct);
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(heard, 0, got.Count));
    }

    // One frame, written by hand in two halves: head and first byte, then all that is left.
    private static async Task Halves(
        HttpContext context,
        int size,
        TaskCompletionSource half,
        Task rest
    )
    {
        var upgrade =
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!;
        var accept = Convert.ToBase64String(
            System.Security.Cryptography.CryptographicOperations.HashData(
                System.Security.Cryptography.HashAlgorithmName.SHA1,
                System.Text.Encoding.ASCII.GetBytes(
                    context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                )
            )
        );
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketAccept = accept;
        await using var wire = await upgrade.UpgradeAsync();
        byte[] head =
            size < 126 ? [0x82, (byte)size]
            : size <= ushort.MaxValue ? [0x82, 126, (byte)(size >> 8), (byte)size]
            :
            [
                0x82,
                127,
                0,
                0,
                0,
                0,
                (byte)(size >> 24),
                (byte)(size >> 16),
                (byte)(size >> 8),
                (byte)size,
            ];
        await wire.WriteAsync(head);
        await wire.WriteAsync("x"u8.ToArray());
        await wire.FlushAsync();
        half.SetResult();
        await rest;
        await wire.WriteAsync(Enumerable.Repeat((byte)'x', size - 1).ToArray());
        await wire.FlushAsync();
        // The page's answer to the close frame.
        await wire.ReadAtLeastAsync(new byte[6], 6, throwOnEndOfStream: false);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string? Account(Arrival arrival) =>
        arrival.Claims.TryGetProperty("account", out var account) ? account.GetString() : null;

    private async Task<HttpStatusCode> Refused(string? origin, string? cookie)
    {
        using var socket = Ready(origin, cookie);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address, Ct));
        return socket.HttpStatusCode;
    }

    private async Task<ClientWebSocket> Connect(
        string? origin,
        string? cookie,
        params (string Name, string Value)[] more
    )
    {
        UpstreamSuite.Says("voice", Echo);
        var socket = Ready(origin, cookie);
        foreach (var (name, value) in more)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await socket.ConnectAsync(Address, Ct);
        return socket;
    }

    private static ClientWebSocket Ready(string? origin, string? cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        if (cookie is not null)
        {
            socket.Options.SetRequestHeader("Cookie", cookie);
        }

        return socket;
    }

    private Uri Address => new UriBuilder(new Uri(suite.Gateway.Http, Path)) { Scheme = "ws" }.Uri;

    private static async Task Echo(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var heard = new byte[1024];
        try
        {
            while (
                await socket.ReceiveAsync(heard.AsMemory(), context.RequestAborted)
                    is { MessageType: not WebSocketMessageType.Close } got
            )
            {
                await socket.SendAsync(
                    heard.AsMemory(0, got.Count),
                    got.MessageType,
                    got.EndOfMessage,
                    context.RequestAborted
                );
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The other side ended it.
        }
    }
}
