using System.Net.WebSockets;
using System.Text.Json;
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

    /// <summary>How long the words of what was said last are waited for. No sound goes out meanwhile.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly TaskCompletionSource<VoiceEnd> ends = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private Task<VoiceEnd>? listening;
    private WebSocket browser = null!;
    private VoiceConversation talk = null!;
    private VoiceNotes.Held held = null!;
    private DateTimeOffset began;
    private DateTimeOffset lastHeard;
    private long bytes;
    private volatile bool paused;
    private volatile bool closing;
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
        using var reading = new CancellationTokenSource();
        var end = VoiceEnd.Lost;
        try
        {
            // A page that joins again learns what became of its last words.
            await Show(intake.Said);
            end = await Talk(intake, account.Email, reading.Token, ct);
        }
        catch (ProviderSwitchedOffException off)
        {
            end = VoiceEnd.SwitchedOff(off.Says);
        }
        catch (ProviderRefusedException refused)
        {
            LogRefused((int)refused.Status, refused.Code);
            end = VoiceEnd.Refused(refused);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // One of the two ends went before anything was said.
        }
        finally
        {
            await Part(end);
            await reading.CancelAsync();
        }
    }

    private async Task<VoiceEnd> Talk(
        VoiceNotes.Held intake,
        string account,
        CancellationToken reading,
        CancellationToken ct
    )
    {
        using var call = await openAi.Open(ct);
        talk = new VoiceConversation(
            call,
            notes,
            message => Tell(message, CancellationToken.None),
            () => lastHeard = clock.GetUtcNow(),
            () => paused = true,
            () => ends.TrySetResult(VoiceEnd.Finished),
            code => LogRefused(0, code),
            clock
        );
        await talk.Begin(
            openAi.Model,
            settings["Voice:Transcription"] ?? "gpt-4o-mini-transcribe",
            intake,
            ct
        );
        using var stop = new CancellationTokenSource();
        // The browser's connection broke, or this replica stops; what was said last is waited for all the same.
        await using var gone = ct.Register(() => ends.TrySetResult(VoiceEnd.Moved));
        listening = Listen(reading);
        var following = Side(Follow(stop.Token));
        var watching = Side(Watch(account, stop.Token));
        var end = await await Task.WhenAny(ends.Task, listening, following, watching);
        closing = true;
        if (end.Waits)
        {
            await Settle(end, following, stop.Token);
        }

        await stop.CancelAsync();
        await Task.WhenAll(following, watching);
        return over && end == VoiceEnd.Finished ? VoiceEnd.Long : end;
    }

    // However one side ends, the other may still have something to say.
    private async Task<VoiceEnd> Side(Task<VoiceEnd> side)
    {
        try
        {
            return await side;
        }
        catch (ProviderRefusedException refused)
        {
            LogRefused((int)refused.Status, refused.Code);
            return VoiceEnd.Broken;
        }
        catch (Exception away) when (DatabaseAway.In(away))
        {
            return VoiceEnd.Away;
        }
        catch (Exception gone)
            when (gone is WebSocketException or JsonException or OperationCanceledException)
        {
            return VoiceEnd.Lost;
        }
    }

    private async Task Settle(VoiceEnd end, Task following, CancellationToken ct)
    {
        var limit = Task.Delay(LastWords, clock, ct);
        if (end != VoiceEnd.Lost)
        {
            var settled = talk.Settle(ct);
            await Task.WhenAny(following, settled, limit);
            if (settled.IsCompletedSuccessfully)
            {
                return;
            }
        }

        // OpenAI takes nothing more; what it has said already is read to the end.
        await Task.WhenAny(following, limit);
    }

    /// <summary>The intake is let go before its page is told of the end, so that the page finds it as it stays.</summary>
    private async Task Part(VoiceEnd end)
    {
        try
        {
            if (end != VoiceEnd.Away)
            {
                await Show(await notes.LetGo(Seconds, end.Final, CancellationToken.None));
            }
        }
        catch (Exception away) when (DatabaseAway.In(away))
        {
            // Its hold ends by itself, and whoever takes it next puts the turns right.
        }

        await Say(end);
    }

    private async Task<VoiceEnd> Listen(CancellationToken ct)
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
                        return VoiceEnd.Crowded;
                    }

                    got = await browser.ReceiveAsync(frame.AsMemory(length), ct);
                    length += got.Count;
                } while (!got.EndOfMessage);

                if (got.MessageType == WebSocketMessageType.Close)
                {
                    return VoiceEnd.Left;
                }

                if (!closing)
                {
                    await Pass(frame.AsMemory(0, length), got.MessageType, ct);
                }
            }
        }
        catch (Exception gone)
            when (gone is WebSocketException or JsonException or OperationCanceledException)
        {
            return VoiceEnd.Left;
        }
        finally
        {
            Array.Clear(frame);
        }
    }

    private async Task Pass(
        ReadOnlyMemory<byte> message,
        WebSocketMessageType type,
        CancellationToken ct
    )
    {
        try
        {
            if (type == WebSocketMessageType.Text)
            {
                await Obey(message, ct);
            }
            else if (!paused && message.Length > 0)
            {
                Interlocked.Add(ref bytes, message.Length);
                await talk.Sound(message[..(message.Length & ~1)], ct);
            }
        }
        catch (Exception gone)
            when (gone
                    is WebSocketException
                        or ObjectDisposedException
                        or OperationCanceledException
            )
        {
            // The page is there: it is OpenAI that takes no more.
            ends.TrySetResult(VoiceEnd.Lost);
        }
    }

    private async Task Obey(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        using var json = JsonDocument.Parse(message);
        switch (json.RootElement.GetProperty("type").GetString())
        {
            case "pause":
                paused = true;
                await talk.Hush(ct);
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
            case "stop":
                closing = true;
                ends.TrySetResult(VoiceEnd.Stopped);
                break;
        }
    }

    private async Task<VoiceEnd> Follow(CancellationToken ct)
    {
        await talk.Follow(ct);
        return VoiceEnd.Lost;
    }

    /// <summary>Says why it ends, then closes; the microphone's page answers within a second or is cut off.</summary>
    private async Task Say(VoiceEnd end)
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

    private Task Show(Transcript said) =>
        Tell(
            new
            {
                type = "turns",
                turns = said.Turns.Select(GetVoiceIntake.Turn.Of),
                repeat = said.ToRepeat.Select(turn => turn.ItemId),
            },
            CancellationToken.None
        );

    /// <summary>A page that has gone is told nothing; who listens to it finds out. A message that is cancelled half sent ends the socket.</summary>
    private async Task Tell(object message, CancellationToken ct)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(message, HouseJson.Options);
        await sending.WaitAsync(ct);
        try
        {
            await browser.SendAsync(text, WebSocketMessageType.Text, true, ct);
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException)
        {
            // It left.
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It was cut off.
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
