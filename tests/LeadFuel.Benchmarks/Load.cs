using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace LeadFuel.Benchmarks;

/// <summary>
/// Asks the same GET again and again on connections that stay. Written on sockets, since it shares the processor with
/// what it measures.
/// </summary>
internal sealed class Load(Uri address, string path, string? cookie)
{
    public readonly record struct Result(double PerSecond, double Middle);

    private readonly byte[] request = Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/json\r\n"
            + (cookie is null ? "" : $"Cookie: {cookie}\r\n")
            + "\r\n"
    );

    public async Task<Result> Run(int connections, TimeSpan time, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(
            Enumerable.Range(0, connections).Select(_ => Task.Run(() => Ask(began, time, ct), ct))
        );
        var took = Stopwatch.GetElapsedTime(began);
        return new(
            times.Sum(t => t.Count) / took.TotalSeconds,
            Row.Median(times.SelectMany(t => t))
        );
    }

    private async Task<List<double>> Ask(long began, TimeSpan time, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, ct);
        var times = new List<double>();
        var buffer = new byte[64 * 1024];
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request, ct);
            var filled = 0;
            do
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled), ct);
                filled +=
                    read > 0 ? read : throw new InvalidOperationException($"{address} hung up.");
            } while (!IsWhole(buffer.AsSpan(0, filled)));

            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return times;
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!answer.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        }

        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        return Utf8Parser.TryParse(answer[(length + 16)..], out int bytes, out _)
            && answer.Length == head + 4 + bytes;
    }
}
