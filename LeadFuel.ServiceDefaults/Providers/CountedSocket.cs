using System.Net;

namespace LeadFuel.Providers;

/// <summary>The stream under a WebSocket: passes everything on, keeps nothing, and reports both sizes once, when it closes.</summary>
internal sealed class CountedSocket(HttpContent inner, Func<long, long, Task> report) : HttpContent
{
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new CountingStream(inner.ReadAsStream(cancellationToken), report);

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new CountingStream(await inner.ReadAsStreamAsync(), report);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new NotSupportedException("A socket has no content to copy.");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class CountingStream(Stream wire, Func<long, long, Task> report) : Stream
    {
        private long sent;
        private long received;
        private int reported;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
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
            var read = await wire.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref received, read);
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
            var read = wire.Read(buffer, offset, count);
            Interlocked.Add(ref received, read);
            return read;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await wire.WriteAsync(buffer, cancellationToken);
            Interlocked.Add(ref sent, buffer.Length);
        }

        public override Task WriteAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            wire.Write(buffer, offset, count);
            Interlocked.Add(ref sent, count);
        }

        public override void Flush() => wire.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            wire.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                wire.Dispose();
                if (Interlocked.Exchange(ref reported, 1) == 0)
                {
                    _ = Task.Run(() => report(sent, received));
                }
            }

            base.Dispose(disposing);
        }
    }
}
