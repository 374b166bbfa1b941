using System.Net;

namespace LeadFuel.Providers;

/// <summary>Passes an answer on and reports its size once, when it has been read or let go.</summary>
internal sealed class CountedContent : HttpContent
{
    private readonly HttpContent inner;
    private readonly Func<long, Task> report;
    private CountingStream? stream;
    private int reported;

    public CountedContent(HttpContent inner, Func<long, Task> report)
    {
        (this.inner, this.report) = (inner, report);
        foreach (var (name, values) in inner.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context
    ) => await SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        var counted = await Open(cancellationToken);
        await counted.CopyToAsync(stream, cancellationToken);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        await Open(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(
        CancellationToken cancellationToken
    ) => await Open(cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? 0;
        return inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (Interlocked.Exchange(ref reported, 1) == 0)
            {
                // Let go before its end: what was read so far is what came in.
                _ = Task.Run(() => report(stream?.Bytes ?? 0));
            }

            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<CountingStream> Open(CancellationToken ct) =>
        stream ??= new CountingStream(await inner.ReadAsStreamAsync(ct), Ended);

    private Task Ended(long bytes) =>
        Interlocked.Exchange(ref reported, 1) == 0 ? report(bytes) : Task.CompletedTask;

    private sealed class CountingStream(Stream source, Func<long, Task> ended) : Stream
    {
        public long Bytes { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await source.ReadAsync(buffer, cancellationToken);
            Bytes += read;
            if (read == 0 && buffer.Length > 0)
            {
                await ended(Bytes);
            }

            return read;
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = source.Read(buffer, offset, count);
            Bytes += read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
