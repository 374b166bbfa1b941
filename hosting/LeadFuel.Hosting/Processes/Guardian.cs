using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LeadFuel.Hosting.Processes;

/// <summary>
/// A second process that outlives this one by a moment: it reads from a pipe which children there are, and when
/// the pipe breaks, because this process ended or was killed, it ends those that still run.
/// </summary>
internal sealed class Guardian : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private readonly Process _process;
    private readonly Lock _writing = new();

    private Guardian(Process process) => _process = process;

    public static Guardian Start()
    {
        var start = Detached(
            Dotnet,
            ["exec", Path.Combine(AppContext.BaseDirectory, "LeadFuel.Hosting.dll"), "guardian"]
        );
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new(Process.Start(start)!);
    }

    public void Watch(ProcessIdentity child, int signal)
    {
        lock (_writing)
        {
            _process.StandardInput.WriteLine($"{child.Pid} {signal} {child.Started}");
            _process.StandardInput.Flush();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Out of the terminal's reach: a Ctrl+C there stops the AppHost, which then stops its children in order.</summary>
    public static ProcessStartInfo Detached(string program, IEnumerable<string> arguments) =>
        File.Exists("/usr/bin/setsid")
            ? new("setsid", [program, .. arguments])
            : new(program, arguments);

    public static string Dotnet { get; } =
        Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "..",
                "..",
                "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            )
        );

    /// <summary>The guardian's own life.</summary>
    public static async Task Guard(TextReader pipe)
    {
        using var interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            signal => signal.Cancel = true
        );
        using var hangUp = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal => signal.Cancel = true
        );
        var children = new List<(ProcessIdentity Child, int Signal)>();
        while (await pipe.ReadLineAsync() is { } line)
        {
            var fields = line.Split(' ', 3);
            children.Add(
                (
                    new(int.Parse(fields[0], CultureInfo.InvariantCulture), fields[2]),
                    int.Parse(fields[1], CultureInfo.InvariantCulture)
                )
            );
        }

        await End(children);
    }

    /// <summary>Asks each by its signal, and kills what is left after a moment.</summary>
    public static async Task End(IReadOnlyList<(ProcessIdentity Child, int Signal)> children)
    {
        foreach (var (child, signal) in children.Where(c => c.Child.IsAlive))
        {
            Signal.Send(child.Pid, signal);
        }

        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Grace && children.Any(c => c.Child.IsAlive))
        {
            await Task.Delay(25);
        }

        foreach (var (child, _) in children.Where(c => c.Child.IsAlive))
        {
            if (OperatingSystem.IsWindows())
            {
                Signal.KillTree(child.Pid);
                continue;
            }

            // It leads its own group when it was started detached; looking for its tree would take too long here.
            Signal.Send(-child.Pid, Signal.Kill);
            Signal.Send(child.Pid, Signal.Kill);
        }
    }
}

internal static class GuardianProgram
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["guardian"])
        {
            await Console.Error.WriteLineAsync(
                "This is a library. Start LeadFuel with: dotnet run --project LeadFuel.AppHost"
            );
            return 1;
        }

        await Guardian.Guard(Console.In);
        return 0;
    }
}
