using System.Diagnostics;

namespace LeadFuel.Hosting.Processes;

/// <summary>Runs a short-lived program and keeps what it said.</summary>
public static class Command
{
    public sealed record Result(int ExitCode, string Output, string Errors);

    public static Task<Result> Run(
        string program,
        IEnumerable<string> arguments,
        CancellationToken ct
    ) => Run(new ProcessStartInfo(program, arguments), ct);

    public static async Task<Result> Run(ProcessStartInfo start, CancellationToken ct)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>As <see cref="Run(string, IEnumerable{string}, CancellationToken)"/>, but null when there is no such program.</summary>
    public static async Task<Result?> TryRun(
        string program,
        IEnumerable<string> arguments,
        CancellationToken ct
    )
    {
        try
        {
            return await Run(program, arguments, ct);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
