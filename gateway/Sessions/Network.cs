using System.Net;
using System.Net.Sockets;

namespace LeadFuel.Gateway.Sessions;

/// <summary>Where a caller is, as coarsely as the use allows.</summary>
internal static class Network
{
    /// <summary>What a limit counts by: the address, or the /64 that one subscriber gets in IPv6.</summary>
    public static string OfSubscriber(IPAddress? address) => Cut(address, 32, 64);

    /// <summary>What is kept and shown: /24 or /48.</summary>
    public static string Coarse(IPAddress? address) => Cut(address, 24, 48);

    private static string Cut(IPAddress? address, int v4, int v6)
    {
        if (address is null)
        {
            return "unknown";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bits = plain.AddressFamily == AddressFamily.InterNetwork ? v4 : v6;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
