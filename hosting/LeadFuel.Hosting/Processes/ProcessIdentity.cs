using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace LeadFuel.Hosting.Processes;

/// <summary>
/// A process by its number and the moment it began, since numbers are used again. The moment is the kernel's
/// own tick: .NET's StartTime of one process differs between observers.
/// </summary>
public sealed record ProcessIdentity(int Pid, string Started)
{
    public static ProcessIdentity? Of(int pid) =>
        StartOf(pid) is { } started ? new(pid, started) : null;

    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId)!;

    [JsonIgnore]
    public bool IsAlive => StartOf(Pid) == Started;

    private static string? StartOf(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // Fields from the third on follow the last bracket; the 22nd is the start tick.
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : fields[19];
            }
            catch (IOException)
            {
                return null;
            }
        }

        if (OperatingSystem.IsMacOS())
        {
            using var ps = Process.Start(
                new ProcessStartInfo("ps", ["-o", "lstart=", "-p", $"{pid}"])
                {
                    RedirectStandardOutput = true,
                }
            )!;
            return ps.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } started ? started : null;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited
                ? null
                : process
                    .StartTime.ToFileTimeUtc()
                    .ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Signals to other processes; .NET itself can only kill.</summary>
internal static class Signal
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    public static void Send(int pid, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendUnix(pid, signal);
        }
    }

    public static void KillTree(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone)
            when (gone
                    is ArgumentException
                        or InvalidOperationException
                        or System.ComponentModel.Win32Exception
            )
        {
            // It ended between the look and the kill: what was wanted.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendUnix(int pid, int signal);
}
