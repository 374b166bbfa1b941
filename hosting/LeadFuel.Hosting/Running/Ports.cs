using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LeadFuel.Hosting.Running;

/// <summary>A port that nobody else can take until its program starts.</summary>
internal sealed class HeldPort : IDisposable
{
    private readonly List<Socket> _sockets;

    private HeldPort(int port, List<Socket> sockets) => (Port, _sockets) = (port, sockets);

    public int Port { get; }

    /// <summary>Holds the wanted port, or null when another program has it.</summary>
    public static HeldPort? TryHold(int wanted)
    {
        var sockets = new List<Socket>();
        try
        {
            var port = Bind(sockets, IPAddress.Loopback, wanted);
            if (Socket.OSSupportsIPv6 && HasIPv6Loopback)
            {
                Bind(sockets, IPAddress.IPv6Loopback, port);
            }

            return new(port, sockets);
        }
        catch (SocketException)
        {
            sockets.ForEach(socket => socket.Dispose());
            return null;
        }
    }

    public static HeldPort Any()
    {
        while (true)
        {
            if (TryHold(0) is { } held)
            {
                return held;
            }
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private static int Bind(List<Socket> sockets, IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        socket.Bind(new IPEndPoint(address, port));
        // Listening, not only binding: two bound sockets may share a port, two listening ones may not.
        socket.Listen(1);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool HasIPv6Loopback { get; } =
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(face => face.GetIPProperties().UnicastAddresses)
            .Any(address => address.Address.Equals(IPAddress.IPv6Loopback));
}

internal static class Ports
{
    /// <summary>The fixed port or, with a line that names who has it, the next free one.</summary>
    public static HeldPort Hold(
        string what,
        int wanted,
        bool strict,
        Func<int, string?> own,
        Action<string> say
    )
    {
        if (HeldPort.TryHold(wanted) is { } free)
        {
            return free;
        }

        var owner =
            own(wanted)
            ?? (
                Owner(wanted) is { } found
                    ? $"process {found.Pid} ({found.Program})"
                    : "another program"
            );
        if (strict)
        {
            throw new Aspire.Hosting.DistributedApplicationException(
                $"Port {wanted} of {what} is taken by {owner}. Stop it, or start without --strict-ports."
            );
        }

        for (var port = wanted + 1; port <= 65_535; port++)
        {
            if (HeldPort.TryHold(port) is { } next)
            {
                say($"Port {wanted} of {what} is taken by {owner}; using {port}.");
                return next;
            }
        }

        return HeldPort.Any();
    }

    private static (int Pid, string Program)? Owner(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var hex = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        var inodes = ((string[])["/proc/net/tcp", "/proc/net/tcp6"])
            .Where(File.Exists)
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[1].EndsWith(hex, StringComparison.Ordinal) && fields[3] == "0A")
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid)
                && Holds(process, inodes)
            )
            {
                return (pid, Program(process));
            }
        }

        return null;
    }

    /// <summary>`dotnet LeadFuel.Core.dll` says more than `dotnet`.</summary>
    private static string Program(string process)
    {
        var name = File.ReadAllText($"{process}/comm").Trim();
        var assembly = File.ReadAllText($"{process}/cmdline")
            .Split('\0')
            .FirstOrDefault(word => word.EndsWith(".dll", StringComparison.Ordinal));
        return name == "dotnet" && assembly is not null
            ? $"{name} {Path.GetFileName(assembly)}"
            : name;
    }

    private static bool Holds(string process, HashSet<string> inodes)
    {
        try
        {
            return Directory
                .EnumerateFiles($"{process}/fd")
                .Any(file => inodes.Contains(new FileInfo(file).LinkTarget ?? ""));
        }
        catch (Exception hidden) when (hidden is UnauthorizedAccessException or IOException)
        {
            // Another user's process, or one that ended meanwhile.
            return false;
        }
    }
}
