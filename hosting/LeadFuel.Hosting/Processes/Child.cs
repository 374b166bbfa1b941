using System.Diagnostics;

namespace LeadFuel.Hosting.Processes;

/// <summary>A running program of ours; its standard input is a pipe that breaks when we end.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly int _signal;

    private Child(Process process, int signal)
    {
        (_process, _signal) = (process, signal);
        Identity = ProcessIdentity.Of(process.Id) ?? new(process.Id, "");
        Exited = WaitForExit();
    }

    public ProcessIdentity Identity { get; }

    /// <summary>Ends with the exit code, after the last line of output.</summary>
    public Task<int> Exited { get; }

    public static Child Start(ProcessStartInfo start, int signal, Action<string> line)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, said) => Say(said.Data);
        process.ErrorDataReceived += (_, said) => Say(said.Data);
        process.Start();
        var child = new Child(process, signal);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;

        void Say(string? text)
        {
            if (text is not null)
            {
                line(text);
            }
        }
    }

    /// <summary>Asks it to end, and kills it with all its children when it does not.</summary>
    public async Task Stop(TimeSpan patience)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _process.StandardInput.Close();
        }
        else
        {
            Signal.Send(Identity.Pid, _signal);
        }

        await Task.WhenAny(Exited, Task.Delay(patience));
        if (!Exited.IsCompleted)
        {
            Kill();
            await Exited;
        }
    }

    public void Kill() => Signal.KillTree(Identity.Pid);

    public void Dispose() => _process.Dispose();

    private async Task<int> WaitForExit()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
