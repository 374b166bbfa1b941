using System.Diagnostics;
using LeadFuel.Testing.Postgres;

namespace LeadFuel.Testing.Services;

/// <summary>A service as a process of its own, which may die at any instruction and be started again: as often and as many as a test wants.</summary>
public sealed class ApartService : IDisposable
{
    private readonly ServicePorts ports;
    private readonly string program;
    private readonly IReadOnlyList<KeyValuePair<string, string>> settings;
    private readonly List<Process> started = [];

    internal ApartService(
        string name,
        ServicePorts ports,
        string project,
        IReadOnlyList<KeyValuePair<string, string>> settings
    )
    {
        (Name, this.ports, this.settings) = (name, ports, settings);
        // As this test was built, so was the service: …/bin/Debug/net10.0.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        program = Path.Combine(
            Repository.Root,
            Path.GetDirectoryName(project)!,
            "bin",
            built.Parent!.Name,
            built.Name,
            $"{Path.GetFileName(project)}.dll"
        );
    }

    public string Name { get; }

    /// <summary>Where the others look for it.</summary>
    public Uri Http => new(ports.HttpUrl);

    /// <summary>
    /// Starts it and waits until it answers. `fault` names the point of the code at which it shall die.
    /// Only one at a time may stand where the others look for it; further ones stand `elsewhere`.
    /// </summary>
    public async Task<Process> Start(string? fault = null, bool elsewhere = false)
    {
        var at = elsewhere ? new ServicePorts(Ports.Free(), Ports.Free()) : ports;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program },
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (key, value) in settings
                .Append(new("Kestrel:Endpoints:http:Url", at.HttpUrl))
                .Append(new("Kestrel:Endpoints:grpc:Url", at.GrpcUrl))
                .Append(new("ASPNETCORE_ENVIRONMENT", "Development"))
                .Append(new("LEADFUEL_SUPERVISED", "1"))
        )
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (fault is not null)
        {
            start.Environment["LEADFUEL_FAULT"] = fault;
        }

        var process = Process.Start(start)!;
        started.Add(process);
        // A full pipe would stop the service.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = new Uri(at.HttpUrl) };
        await Wait.Until(
            async () => process.HasExited || await Answers(http),
            () => $"{Name} does not answer at {at.HttpUrl}"
        );
        return process;
    }

    /// <summary>Straight to where the others look for it; dispose it.</summary>
    public Caller Caller(Func<string?> token) =>
        Services.Caller.Direct(new Uri(ports.HttpUrl), token);

    public static async Task Kill(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }
    }

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            using var health = await http.GetAsync(
                "/health",
                TestContext.Current.CancellationToken
            );
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
