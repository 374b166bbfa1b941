using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LeadFuel.Hosting.Postgres;
using LeadFuel.Hosting.Processes;

namespace LeadFuel.Testing.Postgres;

/// <summary>
/// The one PostgreSQL that all test assemblies and simultaneous runs of a user share. Whoever comes first starts it;
/// a guardian ends it when nobody holds `users.lock` any more, which the kernel sees to even after a kill.
/// </summary>
internal sealed class Cluster : IDisposable
{
    private const string Password = "tests";
    private static readonly string[] Settings =
    [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
        "shared_buffers=128MB",
    ];

    private readonly FileStream user;

    private Cluster(FileStream user, Running running)
    {
        this.user = user;
        Login = PostgresServer.ConnectionString(running.Port, Password);
    }

    public string Login { get; }

    public static string Folder { get; } =
        Path.Combine(Path.GetTempPath(), $"leadfuel-tests-{Environment.UserName}-1");

    public static async Task<Cluster> Join(CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        using var start = await StartLock(ct);
        var user = new FileStream(
            Path.Combine(Folder, "users.lock"),
            FileMode.OpenOrCreate,
            FileAccess.Read,
            FileShare.Read
        );
        var running = Running.Read(Folder);
        if (running is not { Server.IsAlive: true })
        {
            running = await Start(ct);
        }

        if (!running.Guardian.IsAlive)
        {
            running = running with { Guardian = StartGuardian() };
            running.Write(Folder);
        }

        return new Cluster(user, running);
    }

    public void Dispose() => user.Dispose();

    /// <summary>Alone, for as long as it takes to start, join or end the cluster.</summary>
    private static async Task<FileStream> StartLock(CancellationToken ct)
    {
        while (true)
        {
            if (TryLock("start.lock") is { } held)
            {
                return held;
            }

            await Task.Delay(20, ct);
        }
    }

    internal static FileStream? TryLock(string name)
    {
        try
        {
            return new FileStream(
                Path.Combine(Folder, name),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<Running> Start(CancellationToken ct)
    {
        var home = Path.Combine(Folder, "home");
        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true);
        }

        var given = Environment.GetEnvironmentVariable("LEADFUEL_PG_BIN");
        var server = new PostgresServer(await PostgresBinaries.Find(given, _ => { }, ct), home);
        await server.Initialize(Password, ct);
        var port = Ports.Free();
        var pid = await server.StartDetached(port, Settings, ct);
        var running = new Running(ProcessIdentity.Of(pid)!, StartGuardian(), port);
        running.Write(Folder);
        return running;
    }

    private static ProcessIdentity StartGuardian()
    {
        string[] command =
        [
            Environment.ProcessPath is { } host
            && Path.GetFileNameWithoutExtension(host) == "dotnet"
                ? host
                : "dotnet",
            "exec",
            Path.Combine(AppContext.BaseDirectory, "LeadFuel.Testing.dll"),
            "guard",
        ];
        // Out of the terminal's reach, and with no pipe of ours that somebody waits for.
        var start = File.Exists("/usr/bin/setsid")
            ? new ProcessStartInfo("setsid", command)
            : new ProcessStartInfo(command[0], command[1..]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        return ProcessIdentity.Of(process.Id)!;
    }

    /// <summary>What runs, for those who come later.</summary>
    internal sealed record Running(ProcessIdentity Server, ProcessIdentity Guardian, int Port)
    {
        public static Running? Read(string folder)
        {
            var file = Path.Combine(folder, "cluster.json");
            return File.Exists(file)
                ? JsonSerializer.Deserialize<Running>(File.ReadAllText(file))
                : null;
        }

        public void Write(string folder) =>
            File.WriteAllText(Path.Combine(folder, "cluster.json"), JsonSerializer.Serialize(this));
    }
}

/// <summary>The other start of this library: ends the shared PostgreSQL two seconds after its last user.</summary>
internal static class GuardianProgram
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private static async Task<int> Main(string[] args)
    {
        if (args is not ["guard"])
        {
            await Console.Error.WriteLineAsync("This is a library for tests. Run: dotnet test");
            return 1;
        }

        while (true)
        {
            await Task.Delay(Look);
            using var start = Cluster.TryLock("start.lock");
            using var users = start is null ? null : Cluster.TryLock("users.lock");
            if (users is null)
            {
                continue;
            }

            if (Cluster.Running.Read(Cluster.Folder) is { } running)
            {
                if (running.Guardian.Pid != Environment.ProcessId && running.Guardian.IsAlive)
                {
                    return 0;
                }

                await End(running.Server);
            }

            File.Delete(Path.Combine(Cluster.Folder, "cluster.json"));
            Directory.Delete(Path.Combine(Cluster.Folder, "home"), recursive: true);
            return 0;
        }
    }

    // A home must not go before its server is dead: it would write on.
    private static async Task End(ProcessIdentity server)
    {
        const int immediate = 3;
        while (server.IsAlive)
        {
            using var kill = Process.Start(
                "kill",
                ["-" + immediate.ToString(CultureInfo.InvariantCulture), $"{server.Pid}"]
            );
            await kill.WaitForExitAsync();
            await Task.Delay(100);
        }
    }
}
