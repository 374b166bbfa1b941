using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadFuel.Scope.Providers.OpenAi;

/// <summary>One open conversation. Frames are neither logged nor kept.</summary>
public sealed class RealtimeCall(WebSocket socket) : IDisposable
{
    private const int LargestEvent = 4 * 1024 * 1024;

    // A socket takes one message at a time; sound and events come from two sides.
    private readonly SemaphoreSlim sending = new(1, 1);
    private byte[] buffer = new byte[16 * 1024];

    public async Task Send(JsonObject message, CancellationToken ct)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
        await sending.WaitAsync(ct);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, true, ct);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next event; null when the other side has closed.</summary>
    public async Task<JsonElement?> Next(CancellationToken ct)
    {
        var length = 0;
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += got.Count;
            if (got.EndOfMessage)
            {
                using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
                return json.RootElement.Clone();
            }

            if (length == buffer.Length)
            {
                if (length >= LargestEvent)
                {
                    throw new ProviderRefusedException(Realtime.Name, 0, "event_too_large");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        sending.Dispose();
    }
}
