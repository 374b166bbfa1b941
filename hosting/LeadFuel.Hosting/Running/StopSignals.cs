using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeadFuel.Hosting.Running;

/// <summary>Ctrl+C, SIGTERM and SIGHUP stop in order; a second Ctrl+C kills at once.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>One Ctrl+C can arrive twice: from the terminal and from the program that started us.</summary>
    private static readonly TimeSpan OnePress = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private long _first;

    public StopSignals(Action killNow, Action<string> say)
    {
        foreach (
            var kind in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]
        )
        {
            _registrations.Add(
                PosixSignalRegistration.Create(
                    kind,
                    signal =>
                    {
                        signal.Cancel = true;
                        if (!_stop.IsCancellationRequested)
                        {
                            _first = Stopwatch.GetTimestamp();
                            say(
                                kind is PosixSignal.SIGINT
                                    ? "Stopping, because of Ctrl+C. Once more kills everything at once."
                                    : $"Stopping, because of {kind}."
                            );
                            _stop.Cancel();
                        }
                        else if (
                            kind is PosixSignal.SIGINT
                            && Stopwatch.GetElapsedTime(_first) > OnePress
                        )
                        {
                            killNow();
                        }
                    }
                )
            );
        }
    }

    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }
}
