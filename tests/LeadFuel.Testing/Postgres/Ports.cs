using System.Net;
using System.Net.Sockets;

namespace LeadFuel.Testing.Postgres;

/// <summary>
/// Ports outside the range from which the kernel hands out ports by itself. Each process of tests
/// has a block of its own: a port is named long before a service listens on it, and another's
/// service must not get there first.
/// </summary>
internal static class Ports
{
    private const int First = 16_000,
        End = 32_000,
        PerBlock = 400;

    private static readonly Lock One = new();

    // Held for the life of the process: it says whose block this is.
    private static readonly TcpListener Block = Claim();
    private static int next;

    /// <summary>A port that nobody listens on, and that was not given before until the block is used up.</summary>
    public static int Free()
    {
        lock (One)
        {
            var first = ((IPEndPoint)Block.LocalEndpoint).Port;
            for (var tries = 0; tries < PerBlock; tries++)
            {
                var port = first + 1 + (next++ % (PerBlock - 1));
                if (Listen(port) is { } listener)
                {
                    listener.Dispose();
                    return port;
                }
            }
        }

        throw new InvalidOperationException($"All {PerBlock} ports of this process are taken.");
    }

    private static TcpListener Claim()
    {
        for (var port = First; port < End; port += PerBlock)
        {
            if (Listen(port) is { } listener)
            {
                return listener;
            }
        }

        throw new InvalidOperationException(
            $"No block of ports is free between {First} and {End}: too many test runs at once."
        );
    }

    private static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
