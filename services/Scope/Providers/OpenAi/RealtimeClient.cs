using System.Net.WebSockets;
using Microsoft.Extensions.Options;

namespace LeadFuel.Scope.Providers.OpenAi;

/// <summary>Opens a conversation at OpenAI Realtime, through the same ledger as every other call that leaves.</summary>
public sealed class RealtimeClient(
    HttpClient http,
    IOptionsMonitor<ProviderOptions> options,
    Egress egress,
    IConfiguration settings,
    TimeProvider clock
)
{
    // The handshake has no limit of its own.
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(15);

    public string Model => settings["Voice:Model"] ?? "gpt-realtime";

    public async Task<RealtimeCall> Open(CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("realtime");
        socket.Options.SetRequestHeader(
            "Authorization",
            $"Bearer {options.Get(Realtime.Name).Key}"
        );
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        var address = new UriBuilder(
            new Uri(http.BaseAddress!, $"v1/realtime?model={Uri.EscapeDataString(Model)}")
        );
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        using var purpose = egress.For(Realtime.Voice.Name, Realtime.Voice.Categories);
        using var limit = new CancellationTokenSource(Handshake, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await socket.ConnectAsync(address.Uri, http, either.Token);
            return new RealtimeCall(socket);
        }
        catch (WebSocketException failed)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            // An operator's switch, and our own refusals, come through as they are.
            if (failed.InnerException is ProviderSwitchedOffException or InvalidOperationException)
            {
                throw failed.InnerException;
            }

            throw new ProviderRefusedException(Realtime.Name, status);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new ProviderRefusedException(Realtime.Name, 0);
        }
    }
}
