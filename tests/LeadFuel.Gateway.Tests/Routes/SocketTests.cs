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
        await suite.Drain(ada);
        var started = await new Impersonations.ImpersonationsClient(
            suite.Rpc("admin", "admin", new TokenClaims("service"))
        ).StartAsync(
            new StartRequest
            {
                Account = ada.Email,
                Operator = Suite.NewAddress("operator"),
                Reason = "Ticket 4711: the list stays empty",
            },
            cancellationToken: Ct
        );
        var browser = suite.Browser();
        (
            await browser.Post("/impersonation/enter", new { code = started.Code })
        ).EnsureSuccessStatusCode();
        var cookies = browser.Cookies.GetCookieHeader(suite.Gateway.Http);

        Assert.Equal(HttpStatusCode.Forbidden, await Refused(suite.Origin(), cookies));
    }

    [Fact]
    public async Task It_ends_within_a_second_of_its_session_and_an_account_has_two_at_most()
    {
        var ada = await suite.SignUp();
        using var first = await Connect(suite.Origin(), suite.CookieOf(ada));
        using var second = await Connect(suite.Origin(), suite.CookieOf(ada));
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            await Refused(suite.Origin(), suite.CookieOf(ada))
        );

        var began = Stopwatch.GetTimestamp();
        (await ada.Web.Delete("/api/core/session")).EnsureSuccessStatusCode();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
            await first.ReceiveAsync(new byte[16].AsMemory(), Ct)
        );
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10));
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
