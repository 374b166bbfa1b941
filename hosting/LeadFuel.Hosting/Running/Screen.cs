using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace LeadFuel.Hosting.Running;

/// <summary>One live table on a terminal, else one line for each change.</summary>
internal sealed class Screen : IDisposable
{
    private readonly Runner _runner;
    private readonly TextWriter _out;
    private readonly bool _live;
    private readonly Lock _drawing = new();
    private readonly HashSet<string> _said = [];
    private Timer? _timer;
    private int _drawn;
    private bool _ready;
    private bool _shown;

    public Screen(Runner runner, TextWriter output)
    {
        (_runner, _out) = (runner, output);
        _live = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
    }

    public void Show()
    {
        _shown = true;
        foreach (
            var run in _runner.Runs.Where(run => _runner.Switches.Logs.Contains(run.Resource.Name))
        )
        {
            run.Log.Said += line => Say($"{run.Resource.Name} | {line}");
        }

        _runner.Notifications.Changed += Changed;
        if (_live)
        {
            _timer = new(_ => Redraw(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
        }
    }

    public void Say(string line)
    {
        lock (_drawing)
        {
            Erase();
            _out.WriteLine(line);
            Draw();
        }
    }

    public void Dispose()
    {
        _runner.Notifications.Changed -= Changed;
        _timer?.Dispose();
        lock (_drawing)
        {
            _drawn = 0;
            _shown = false;
        }
    }

    private void Changed(ResourceEvent now, CustomResourceSnapshot? before)
    {
        if (!_live && _runner.Runs.Any(run => ReferenceEquals(run.Resource, now.Resource)))
        {
            var line = $"{now.Resource.Name, -10} {Words(now.Snapshot)}";
            if (before is not null && Words(before) != Words(now.Snapshot))
            {
                Say(line);
            }
        }

        Ready();
    }

    private void Ready()
    {
        lock (_drawing)
        {
            if (
                _ready
                || !_runner.Runs.Where(run => run.IsWanted).All(IsReady)
                || !_runner.Runs.Any(IsReady)
            )
            {
                return;
            }

            _ready = true;
        }

        var url = _runner
            .Runs.SelectMany(run => run.Resource.Annotations.OfType<EndpointAnnotation>())
            .Where(endpoint => endpoint.IsExternal)
            .OrderBy(endpoint => endpoint.Transport == "http2")
            .FirstOrDefault()
            ?.AllocatedEndpoint?.UriString;
        Say($"LeadFuel is ready: {url} ({Seconds(_runner.Elapsed)})");
        if (_runner.Switches.Timings)
        {
            foreach (var run in _runner.Runs)
            {
                Say(
                    $"  {run.Resource.Name, -10} started {Seconds(run.Times.Started)}, ready {Seconds(run.Times.Ready)}"
                );
            }
        }

        bool IsReady(ResourceRun run) =>
            _runner.Notifications[run.Resource] is { } now
            && (now.IsReady || now.State?.Text == KnownResourceStates.Finished);
    }

    public static string Words(CustomResourceSnapshot now) =>
        now switch
        {
            { State.Text: "Running", IsReady: true } => "Ready",
            { State.Text: "Running", Reason: null } => KnownResourceStates.Starting,
            { State.Text: "Running", Reason: { } problem } => $"Unhealthy: {problem}",
            { State.Text: "NotStarted" } => "Stopped",
            { State.Text: "FailedToStart", Reason: { } why } => $"Failed to start: {why}",
            { State.Text: "Exited", Reason: [var first, .. var rest] } =>
                $"{char.ToUpperInvariant(first)}{rest}",
            { Reason: { } why } => $"{now.State?.Text} {why}",
            _ => now.State?.Text ?? "",
        };

    private void Redraw()
    {
        lock (_drawing)
        {
            Erase();
            Draw();
        }
    }

    private void Erase()
    {
        if (_drawn > 0)
        {
            _out.Write($"\e[{_drawn}A\e[J");
            _drawn = 0;
        }
    }

    private void Draw()
    {
        if (!_live || !_shown)
        {
            return;
        }

        var width = Math.Max(40, Console.WindowWidth - 1);
        foreach (var run in _runner.Runs)
        {
            var now = _runner.Notifications[run.Resource];
            var words = now is null ? "" : Words(now);
            var url =
                words == "Ready"
                    ? now!.Urls.OrderByDescending(u => u.Name == "http").FirstOrDefault()?.Url
                    : null;
            var line = $"{run.Resource.Name, -10} {words}  {url}";
            _out.WriteLine(line.Length > width ? line[..width] : line);
            _drawn++;
        }

        _out.WriteLine(_ready ? "" : $"{Seconds(_runner.Elapsed)}");
        _drawn++;
    }

    private static string Seconds(TimeSpan? time) =>
        time is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:0.0} s")
            : "–";
}
