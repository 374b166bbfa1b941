using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace LeadFuel.Scope.Tests.Voice;

/// <summary>A browser's side of an intake: opens the socket through the gateway, speaks in tones, and hears what comes.</summary>
internal sealed class Microphone : IDisposable
{
    private const int Rate = 24_000;
    private readonly ClientWebSocket socket = new();
    private readonly List<JsonElement> heard = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IReadOnlyList<JsonElement> Heard => heard;

    /// <summary>Agrees, and gets the number of the intake whose socket is to be opened.</summary>
    public static async Task<string> Start(Profile profile) =>
        await TryStart(profile) ?? throw new InvalidOperationException("It did not start.");

    public static async Task<string?> TryStart(Profile profile)
    {
        var answer = await profile.Member.Scope.Post(
            $"{profile.Path}/voice-intakes",
            new { consent = true }
        );
        return answer.IsSuccessStatusCode ? (await answer.Json()).Text("id") : null;
    }

    public static async Task<Microphone> Open(Suite suite, Member member, string intake)
    {
        var microphone = new Microphone();
        await microphone.Connect(suite, member, intake);
        return microphone;
    }

    public static async Task<HttpStatusCode> Refused(Suite suite, Member member, string intake)
    {
        using var microphone = new Microphone();
        await Assert.ThrowsAsync<WebSocketException>(() =>
            microphone.Connect(suite, member, intake)
        );
        return microphone.socket.HttpStatusCode;
    }

    private Task Connect(Suite suite, Member member, string intake)
    {
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader(
            "Origin",
            suite.Gateway.Http.GetLeftPart(UriPartial.Authority)
        );
        socket.Options.SetRequestHeader(
            "Cookie",
            member.Web.Cookies.GetCookieHeader(suite.Gateway.Http)
        );
        return socket.ConnectAsync(
            new UriBuilder(new Uri(suite.Gateway.Http, $"/api/scope/voice?intake={intake}"))
            {
                Scheme = "ws",
            }.Uri,
            Ct
        );
    }

    /// <summary>A fifth of a second of a tone, then a second of silence: one turn.</summary>
    public async Task Speak()
    {
        await Sound(Tone(Rate / 5));
        await Sound(new byte[Rate * 2]);
    }

    public Task Sound(byte[] pcm) => socket.SendAsync(pcm, WebSocketMessageType.Binary, true, Ct);

    public Task Say(string type) =>
        socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { type }),
            WebSocketMessageType.Text,
            true,
            Ct
        );

    public static byte[] Tone(int samples)
    {
        var pcm = new byte[samples * 2];
        for (var at = 0; at < samples; at++)
        {
            var value = (short)(12_000 * Math.Sin(2 * Math.PI * 440 * at / Rate));
            BitConverter.TryWriteBytes(pcm.AsSpan(at * 2), value);
        }

        return pcm;
    }

    /// <summary>Reads on until such a message comes.</summary>
    public async Task<JsonElement> Until(Func<JsonElement, bool> wanted)
    {
        while (await Next() is { } message)
        {
            if (wanted(message))
            {
                return message;
            }
        }

        throw new InvalidOperationException("It closed before: " + string.Join("\n", heard));
    }

    public Task<JsonElement> Until(string type) => Until(message => message.Text("type") == type);

    /// <summary>The interviewer's next question, whole.</summary>
    public Task<JsonElement> Question() =>
        Until(message =>
            message.Text("type") == "turn"
            && message.GetProperty("turn") is var turn
            && turn.GetProperty("ours").GetBoolean()
            && turn.Text("state") == "written"
        );

    public async Task<JsonElement?> Next()
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        // Nothing that is waited for here takes so long.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Ct);
                return null;
            }

            length += got.Count;
            if (got.EndOfMessage)
            {
                var message = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
                heard.Add(message);
                return message;
            }
        }
    }

    public void Dispose() => socket.Dispose();
}
