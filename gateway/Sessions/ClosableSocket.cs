using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace LeadFuel.Gateway.Sessions;

/// <summary>Why a socket was closed from here, as the page that opened it is told.</summary>
internal sealed record SocketEnd(ushort Code, string Why)
{
    public static readonly SocketEnd Leaving = new(1001, "restart");
    public static readonly SocketEnd SignedOut = new(4401, "signed-out");
    public static readonly SocketEnd Viewed = new(4403, "viewing-started");
    public static readonly SocketEnd Limit = new(4429, "limit");
}

/// <summary>Gives the upgraded connection to whoever forwards it, in a form that can be closed with a reason.</summary>
internal sealed class ClosableUpgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    private ClosableSocket? socket;

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    // Whoever forwards the connection disposes of it.
    public async Task<Stream> UpgradeAsync() =>
        socket = ClosableSocket.Over(await upgrade.UpgradeAsync());

    public Task Close(SocketEnd end) => socket?.Close(end) ?? Task.CompletedTask;
}

/// <summary>
/// A WebSocket on its way to the browser. Frames pass unread; only their lengths are followed, so that a close frame of
/// ours can stand between two of them and never inside one.
/// </summary>
internal sealed class ClosableSocket(Stream browser) : Stream
{
    private const byte CloseFrame = 0x88;
    private const int Opcode = 0x0f;
    private const int CloseOpcode = 0x08;

    public static ClosableSocket Over(Stream browser) => new(browser);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly byte[] head = new byte[10];
    private int headLength;
    private ulong payloadLeft;
    private byte[]? farewell;
    private bool closed;
    private bool serviceCloses;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Once, at the end of the frame that is under way; what the service says after it goes nowhere.</summary>
    public async Task Close(SocketEnd end)
    {
        await turn.WaitAsync();
        try
        {
            farewell ??= Frame(end);
            await SayFarewell(CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!closed)
            {
                var passing = Follow(buffer.Span, oneFrame: farewell is not null);
                await browser.WriteAsync(buffer[..passing], cancellationToken);
                await SayFarewell(cancellationToken);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) => browser.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => browser.ReadAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        browser.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            browser.Dispose();
            turn.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool BetweenFrames => headLength == 0 && payloadLeft == 0;

    private async Task SayFarewell(CancellationToken ct)
    {
        if (farewell is null || closed || serviceCloses || !BetweenFrames)
        {
            return;
        }

        closed = true;
        await browser.WriteAsync(farewell, ct);
        await browser.FlushAsync(ct);
    }

    /// <summary>How many of these bytes may pass: all, or those to the end of the frame under way.</summary>
    private int Follow(ReadOnlySpan<byte> bytes, bool oneFrame)
    {
        var seen = 0;
        while (seen < bytes.Length && !(oneFrame && BetweenFrames && seen > 0))
        {
            if (payloadLeft > 0)
            {
                var part = (int)Math.Min(payloadLeft, (ulong)(bytes.Length - seen));
                (seen, payloadLeft) = (seen + part, payloadLeft - (ulong)part);
                continue;
            }

            head[headLength++] = bytes[seen++];
            if (headLength >= 2 && headLength == HeadSize)
            {
                (payloadLeft, headLength) = (Payload, 0);
                // The service says goodbye itself: a second one may not follow it.
                serviceCloses |= (head[0] & Opcode) == CloseOpcode;
            }
        }

        return seen;
    }

    // What goes to a browser is never masked, so a head is two bytes and the length.
    private int HeadSize =>
        (head[1] & 0x7f) switch
        {
            126 => 4,
            127 => 10,
            _ => 2,
        };

    private ulong Payload =>
        HeadSize switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)),
            10 => BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(2)),
            _ => (ulong)(head[1] & 0x7f),
        };

    private static byte[] Frame(SocketEnd end)
    {
        var why = Encoding.UTF8.GetBytes(end.Why);
        return
        [
            CloseFrame,
            (byte)(2 + why.Length),
            (byte)(end.Code >> 8),
            (byte)(end.Code & 0xff),
            .. why,
        ];
    }
}
