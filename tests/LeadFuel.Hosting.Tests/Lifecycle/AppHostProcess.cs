using System.Diagnostics;
using System.Text.Json;
using LeadFuel.Hosting.Processes;
using LeadFuel.Hosting.Running;
using LeadFuel.Hosting.Tests.Dashboard;

namespace LeadFuel.Hosting.Tests.Lifecycle;

/// <summary>The fixture's AppHost as a process of its own, and what it said.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly bool _ownsFolder;
    private readonly CancellationToken _ct;
    private readonly Lock _reading = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostProcess(Process process, string folder, bool ownsFolder, CancellationToken ct) =>
        (_process, Folder, _ownsFolder, _ct) = (process, folder, ownsFolder, ct);

    public string Folder { get; }

    public string State => Path.Combine(Folder, ".run");

    public int Pid => _process.Id;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_reading)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>A folder of its own, which goes with it, unless it shares another's; the ports of nobody else, unless <c>fixedPorts</c>.</summary>
    public static AppHostProcess Start(
        IEnumerable<string> arguments,
        CancellationToken ct,
        string? folder = null,
        AppHostProcess? inFolderOf = null,
        bool fixedPorts = false,
        Dictionary<string, string>? environment = null,
        Func<ProcessStartInfo, ProcessStartInfo>? wrap = null,
        string program = "Fixture.AppHost.dll"
    )
    {
        folder = inFolderOf?.Folder ?? folder ?? RunFolder.Temporary();
        var start = new ProcessStartInfo(
            Guardian.Dotnet,
            [
                "exec",
                Path.Combine(AppContext.BaseDirectory, program),
                "--folder",
                folder,
                .. (string[])(fixedPorts ? [] : ["--isolated"]),
                .. arguments,
            ]
        );
        start = wrap?.Invoke(start) ?? start;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var run = new AppHostProcess(process, folder, inFolderOf is null, ct);
        process.OutputDataReceived += (_, said) => run.Add(said.Data);
        process.ErrorDataReceived += (_, said) => run.Add(said.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return run;
    }

    public async Task<string> Line(Func<string, bool> wanted)
    {
        while (true)
        {
            var change = Volatile.Read(ref _change).Task;
            if (Lines.FirstOrDefault(wanted) is { } found)
            {
                return found;
            }

            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(_ct);
                Assert.Contains(Lines, line => wanted(line));
            }

            await Task.WhenAny(change, Task.Delay(100, _ct));
            _ct.ThrowIfCancellationRequested();
        }
    }

    public Task<string> Line(string exact) => Line(line => line == exact);

    public Task<string> Ready() =>
        Line(line => line.StartsWith("LeadFuel is ready", StringComparison.Ordinal));

    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync(_ct);
        return _process.ExitCode;
    }

    /// <summary>The developers' page, entered by the printed link.</summary>
    public async Task<DashboardVisitor> Dashboard()
    {
        const string Said = "Dashboard: ";
        var link = await Line(line => line.StartsWith(Said, StringComparison.Ordinal));
        return await DashboardVisitor.Enter(new Uri(link[Said.Length..]), _ct);
    }

    public void Send(int signal) => Processes.Signal.Send(Pid, signal);

    public string Url(string endpoint) => Run().Urls[endpoint];

    public IReadOnlyList<ProcessIdentity> Children() =>
        [.. Run().Children.Select(child => child.Process)];

    public RunFile.Content Run() =>
        JsonSerializer.Deserialize<RunFile.Content>(
            File.ReadAllText(Path.Combine(State, "run.json"))
        )!;

    /// <summary>Returns when none of them lives; the test's own time limit says how long that may take.</summary>
    public static async Task Gone(IReadOnlyList<ProcessIdentity> processes)
    {
        while (processes.Any(process => process.IsAlive))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            var children = File.Exists(Path.Combine(State, "run.json")) ? Children() : [];
            Send(Processes.Signal.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
            await Gone(children);
        }

        _process.Dispose();
        if (_ownsFolder)
        {
            await Deleted(Folder);
        }
    }

    // What the database's first process started writes for a moment longer when that one was killed.
    private static async Task Deleted(string folder)
    {
        for (var left = 200; ; left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (left > 0)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_reading)
        {
            _lines.Add(line);
        }

        Interlocked
            .Exchange(ref _change, new(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
    }
}
