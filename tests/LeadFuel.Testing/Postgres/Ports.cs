using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LeadFuel.Testing.Postgres;

internal static class Ports
{
    /// <summary>A free port outside the range from which the kernel hands out ports by itself.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(21_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
