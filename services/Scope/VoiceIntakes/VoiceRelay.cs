using System.Net.WebSockets;
using System.Text.Json;
using Grpc.Core;
using LeadFuel.Plans.Rpc;
using LeadFuel.Scope.Providers.OpenAi;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>Carries one intake between a browser and OpenAI. Sound only passes through: it is in no variable longer than a frame.</summary>
internal sealed partial class VoiceRelay(
    RealtimeClient openAi,
    VoiceNotes notes,
    SwitchBoard switches,
    Entitlements.EntitlementsClient entitlements,
    IConfiguration settings,
    TimeProvider clock,
    ILogger<VoiceRelay> logger
) : IDisposable
{
    private const int LargestFrame = 64 * 1024;
    private const int BytesASecond = 48_000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Warning = TimeSpan.FromMinutes(1);

    /// <summary>How long the answers are waited for when the time is up.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    private sealed record End(string Why, string Says, bool Final = false);

    private static readonly End Finished = new("finished", "The intake has ended.", true);
    private static readonly End Left = new("left", "The page was closed.");
    private static readonly End Lost = new(
        "lost",
        "The connection to OpenAI was lost. What was said so far is kept."
    );
    private static readonly End Long = new(
        "long",
        "Thirty minutes are over. Confirm what was heard, and type the rest.",
        true
    );
    private static readonly End Idle = new(
        "idle",
        "Nothing was heard for two minutes, so the microphone is off."
    );
    private static readonly End Silent = new(
        "silent",
        "OpenAI does not answer any more, so the microphone is off. What was said so far is kept: go on in a moment, or type the rest."
    );
    private static readonly End Broken = new(
        "refused",
        "OpenAI broke the conversation off, so the microphone is off. What was said so far is kept: go on in a moment, or type the rest."
    );

    private readonly SemaphoreSlim sending = new(1, 1);
    private WebSocket browser = null!;
    private VoiceConversation talk = null!;
    private VoiceNotes.Held held = null!;
    private DateTimeOffset began;
    private DateTimeOffset lastHeard;
    private long bytes;
    private volatile bool paused;
    private volatile bool over;

    private int Seconds =>
        held.Seconds
        + Math.Max(
            (int)(clock.GetUtcNow() - began).TotalSeconds,
            (int)(Interlocked.Read(ref bytes) / BytesASecond)
        );

    public async Task Run(
        WebSocket socket,
        VoiceNotes.Held intake,
        CurrentAccount account,
        CancellationToken ct
    )
    {
        (browser, held) = (socket, intake);
        began = lastHeard = clock.GetUtcNow();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var end = Left;
        try
        {
            using var call = await openAi.Open(stop.Token);
            talk = new VoiceConversation(
                call,
                notes,
                Tell,
                () => lastHeard = clock.GetUtcNow(),
                () => paused = true,
                code => LogRefused(0, code),
                clock
            );
            await talk.Begin(
                openAi.Model,
                settings["Voice:Transcription"] ?? "gpt-4o-mini-transcribe",
                intake,
                stop.Token
            );
            var listening = Listen(stop.Token);
            var following = Follow(stop.Token);
            var watching = Watch(account.Email, stop.Token);
            end = await await Task.WhenAny(listening, following, watching);
            end = over && end.Why == Finished.Why ? Long : end;
            await Say(end, listening);
            await stop.CancelAsync();
            await Task.WhenAll((Task)listening, following, watching)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ProviderSwitchedOffException off)
        {
            await Say(end = new("switched-off", off.Says), null);
        }
        catch (ProviderRefusedException refused)
        {
            LogRefused((int)refused.Status, refused.Code);
            await Say(end = Refused(refused), null);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // One of the two ends has gone; what was said is written down.
        }
        finally
        {
            await notes.LetGo(Seconds, end.Final, CancellationToken.None);
        }
    }

    private static End Refused(ProviderRefusedException refused) =>
        new(
            "refused",
            (int)refused.Status switch
            {
                429 =>
                    "OpenAI takes no more conversations right now. Try again in a minute, or type your answers.",
                401 or 403 =>
                    "OpenAI does not let us in. That is ours to mend; type your answers meanwhile.",
                _ => "OpenAI does not answer. Nothing is lost. Try again, or type your answers.",
            }
        );

    private async Task<End> Listen(CancellationToken ct)
    {
        var frame = new byte[LargestFrame];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    if (length == frame.Length)
                    {
                        return new("refused", "The page sent more at once than is taken.");
                    }

                    got = await browser.ReceiveAsync(frame.AsMemory(length), ct);
                    length += got.Count;
                } while (!got.EndOfMessage);

                switch (got.MessageType)
                {
                    case WebSocketMessageType.Close:
                        return Left;
                    case WebSocketMessageType.Binary when !paused && length > 0:
                        Interlocked.Add(ref bytes, length);
                        await talk.Sound(frame.AsMemory(0, length & ~1), ct);
                        break;
                    case WebSocketMessageType.Text:
                        await Obey(frame.AsMemory(0, length), ct);
                        break;
                }
            }
        }
        catch (WebSocketException) when (browser.State == WebSocketState.Open)
        {
            // The page is there: it is OpenAI that took no more sound.
            return Lost;
        }
        catch (Exception gone) when (gone is WebSocketException or JsonException)
        {
            return Left;
        }
        finally
        {
            Array.Clear(frame);
        }
    }

    private async Task Obey(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        using var json = JsonDocument.Parse(message);
        switch (json.RootElement.GetProperty("type").GetString())
        {
            case "pause":
                paused = true;
                await talk.Forget(ct);
                break;
            case "resume":
                (paused, lastHeard) = (false, clock.GetUtcNow());
                break;
            case "ask":
                await talk.Ask(ct);
                break;
            case "finish":
                paused = true;
                await talk.Finish(ct);
                break;
        }
    }

    private async Task<End> Follow(CancellationToken ct)
    {
        try
        {
            return await talk.Follow(ct) ? Finished : Lost;
        }
        catch (ProviderRefusedException refused)
        {
            LogRefused((int)refused.Status, refused.Code);
            return Broken;
        }
        catch (Exception broken) when (broken is WebSocketException or JsonException)
        {
            return Lost;
        }
    }

    private async Task<End> Watch(string account, CancellationToken ct)
    {
        var warned = false;
        while (true)
        {
            await Task.Delay(Beat, clock, ct);
            if (switches.Ends(Realtime.Name, account) is { } says)
            {
                return new("switched-off", says);
            }

            if (Seconds >= VoiceIntake.Longest.TotalSeconds)
            {
                (over, paused) = (true, true);
                await talk.Finish(ct);
                await Task.Delay(LastWords, clock, ct);
                return Long;
            }

            if (!warned && Seconds >= (VoiceIntake.Longest - Warning).TotalSeconds)
            {
                warned = true;
                await Tell(new { type = "almost_over" }, ct);
            }

            if (talk.Silent)
            {
                return Silent;
            }

            if (clock.GetUtcNow() - lastHeard >= Silence)
            {
                return Idle;
            }

            if (!await notes.Keep(Seconds, ct))
            {
                return new("elsewhere", "The intake was ended elsewhere, or its ICP was deleted.");
            }

            if (await NotEntitled(ct) is { } why)
            {
                return new("not-entitled", why);
            }

            await Tell(new { type = "time", seconds = Seconds }, ct);
        }
    }

    private async Task<string?> NotEntitled(CancellationToken ct)
    {
        try
        {
            string? why = null;
            await notes.Between(
                async () =>
                {
                    var plan = await entitlements.CheckAsync(
                        new CheckEntitlementRequest { Product = "scope" },
                        cancellationToken: ct
                    );
                    why = plan.Granted ? null : plan.Why;
                },
                ct
            );
            return why;
        }
        catch (RpcException)
        {
            // Core does not answer: what was allowed at the start stays so until it says otherwise.
            return null;
        }
    }

    /// <summary>Says why it ends, then closes; the microphone's page answers within a second or is cut off.</summary>
    private async Task Say(End end, Task? listening)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await Tell(
                new
                {
                    type = "ended",
                    why = end.Why,
                    says = end.Says,
                    final = end.Final,
                },
                soon.Token
            );
            await browser.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, end.Why, soon.Token);
            if (listening is { IsCompleted: false })
            {
                await listening.WaitAsync(soon.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // It left first.
        }
    }

    private async Task Tell(object message, CancellationToken ct)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(message, HouseJson.Options);
        await sending.WaitAsync(ct);
        try
        {
            await browser.SendAsync(text, WebSocketMessageType.Text, true, ct);
        }
        finally
        {
            sending.Release();
        }
    }

    public void Dispose() => sending.Dispose();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "OpenAI refused a conversation or a part of it: {Status} {Code}"
    )]
    private partial void LogRefused(int status, string code);
}
