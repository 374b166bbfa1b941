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

    /// <param name="temporary">A folder that goes with this process; null when its state is kept.</param>
    public static Guardian Start(string? temporary)
    {
        var start = Detached(
            Dotnet,
            [
                "exec",
                Path.Combine(AppContext.BaseDirectory, "LeadFuel.Hosting.dll"),
                "guardian",
                .. (string[])(temporary is null ? [] : [temporary]),
            ]
        );
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new(Process.Start(start)!);
    }

    public void Watch(string name, ProcessIdentity child, int signal)
    {
        lock (_writing)
        {
            _process.StandardInput.WriteLine($"{child.Pid} {signal} {name} {child.Started}");
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
            ? new("/usr/bin/setsid", [program, .. arguments])
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
    public static async Task Guard(TextReader pipe, string? temporary)
    {
        using var interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            signal => signal.Cancel = true
        );
        using var hangUp = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal => signal.Cancel = true
        );
        var children = new List<(string Name, ProcessIdentity Child, int Signal)>();
        while (await pipe.ReadLineAsync() is { } line)
        {
            var fields = line.Split(' ', 4);
            children.Add(
                (
                    fields[2],
                    new(int.Parse(fields[0], CultureInfo.InvariantCulture), fields[3]),
                    int.Parse(fields[1], CultureInfo.InvariantCulture)
                )
            );
        }

        var left = children.Where(child => child.Child.IsAlive).ToList();
        await End([.. left.Select(child => (child.Child, child.Signal))]);
        if (left.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"The AppHost ended without stopping what it had started; ended {string.Join(", ", left.Select(child => child.Name))}."
            );
        }

        if (temporary is not null && Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }
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
        if (args is not ["guardian", .. { Length: <= 1 } temporary])
        {
            await Console.Error.WriteLineAsync(
                "This is a library. Start LeadFuel with: dotnet run --project LeadFuel.AppHost"
            );
            return 1;
        }

        await Guardian.Guard(Console.In, temporary.FirstOrDefault());
        return 0;
    }
}
