using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Hosting.Processes;

namespace LeadFuel.Benchmarks;

/// <summary>The suite as `dotnet run` starts it, in a folder of its own with PostgreSQL's own durability.</summary>
internal sealed class SuiteRun : IAsyncDisposable
{
    public static readonly string[] Services =
    [
        "core",
        "scope",
        "reach",
        "signal",
        "orbit",
        "admin",
        "gateway",
        "sandbox",
    ];

    public const string DatabasePassword = "benchmarks";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false }
    )
    {
        Timeout = TimeSpan.FromSeconds(20),
    };

    private readonly Process appHost;
    private readonly Dictionary<string, string> urls;

    private SuiteRun(
        Process appHost,
        Dictionary<string, string> urls,
        IReadOnlyList<(string Name, int Pid)> children,
        TimeSpan took
    ) => (this.appHost, this.urls, Children, Took) = (appHost, urls, children, took);

    /// <summary>What the AppHost started, by name.</summary>
    public IReadOnlyList<(string Name, int Pid)> Children { get; }

    /// <summary>From the command to the last resource that is healthy.</summary>
    public TimeSpan Took { get; }

    public int AppHost => appHost.Id;

    public Uri Gateway => Address("gateway");

    public Uri Address(string name) => new(urls[$"{name}/http"]);

    /// <summary>PostgreSQL as its own login.</summary>
    public string Database(string name) =>
        $"Host=127.0.0.1;Port={new Uri(urls.First(url => url.Key.StartsWith("postgres/", StringComparison.Ordinal)).Value).Port};Username=postgres;Password={DatabasePassword};Database={name}";

    /// <summary>A folder for several runs: the first one makes the databases.</summary>
    public static string NewState()
    {
        var state = Path.Combine(Path.GetTempPath(), $"leadfuel-suite-{Environment.ProcessId}");
        Directory.CreateDirectory(state);
        return state;
    }

    public static Task<SuiteRun> Start(string state, CancellationToken ct) => Start(state, [], ct);

    /// <summary>With settings of its own, as a deployment gives them: by environment.</summary>
    public static async Task<SuiteRun> Start(
        string state,
        Dictionary<string, string> settings,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Repository.Program("LeadFuel.AppHost"), "--isolated" },
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (name, value) in new Dictionary<string, string>(settings)
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["LEADFUEL_STATE"] = state,
                ["Parameters__postgres-password"] = DatabasePassword,
            }
        )
        {
            start.Environment[name] = value;
        }

        // One person asks as fast as a thousand would, and one vendor tells as much as it would tell a thousand.
        foreach (var limit in (string[])["read", "write", "session", "hook", "vendor"])
        {
            start.Environment[$"RateLimits__{limit}__Count"] = "1000000";
            start.Environment[$"RateLimits__{limit}__Burst"] = "1000000";
        }

        File.Delete(Path.Combine(state, "run.json"));
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(said, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var urls = await Healthy(process, state, clock, ct);
            var took = clock.Elapsed;
            return new(process, urls, Read(state)!.Value.Children, took);
        }
        catch
        {
            await Stop(process);
            await Console.Error.WriteLineAsync(string.Join('\n', said.TakeLast(40)));
            throw;
        }
    }

    /// <summary>The program, environment and folder of one service, as the AppHost started it; its addresses are free ones.</summary>
    public (ProcessStartInfo Start, Uri Http) Again(string name)
    {
        var pid = Children.Single(child => child.Name == name).Pid;
        var command = Zeros($"/proc/{pid}/cmdline");
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = File.ResolveLinkTarget($"/proc/{pid}/cwd", false)!.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var pair in Zeros($"/proc/{pid}/environ"))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            start.Environment[pair[..at]] = pair[(at + 1)..];
        }

        var http = $"http://localhost:{Server.Free()}";
        start.Environment["Kestrel__Endpoints__http__Url"] = http;
        if (start.Environment.ContainsKey("Kestrel__Endpoints__grpc__Url"))
        {
            start.Environment["Kestrel__Endpoints__grpc__Url"] =
                $"http://localhost:{Server.Free()}";
        }

        return (start, new Uri(http));
    }

    /// <summary>Signs a new person up by the way people take; answers the Cookie header and the account.</summary>
    public async Task<(string Cookie, string Account)> SignUp(CancellationToken ct)
    {
        var email = $"member-{Guid.CreateVersion7():N}@example.test";
        using var asked = await Send(
            HttpMethod.Post,
            "/api/core/sign-in-links",
            new { email },
            null,
            null,
            ct
        );
        var browser = Cookies(asked);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var mails = await Http.GetFromJsonAsync<JsonElement>(
                new Uri(Address("sandbox"), $"/deliveries?to={Uri.EscapeDataString(email)}"),
                ct
            );
            if (
                mails.GetProperty("items").EnumerateArray().FirstOrDefault() is
                { ValueKind: JsonValueKind.Object } mail
            )
            {
                var text = mail.GetProperty("text").GetString()!;
                var at = text.IndexOf("#t=", StringComparison.Ordinal) + 3;
                var token = string.Concat(text[at..].TakeWhile(c => !char.IsWhiteSpace(c)));
                using var consumed = await Send(
                    HttpMethod.Post,
                    "/api/core/sign-in-links/consume",
                    new { token },
                    browser,
                    null,
                    ct
                );
                return (Cookies(consumed), email);
            }

            Check(appHost, clock);
            await Task.Delay(50, ct);
        }
    }

    /// <summary>As the web app sends it; `version` is the one that it has read, for what changes something.</summary>
    public async Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        object? body,
        string? cookie,
        int? version,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(Gateway, path));
        request.Headers.Add("Origin", Gateway.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-LF-Client", "web");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (version is { } read)
        {
            request.Headers.Add("If-Match", $"\"{read}\"");
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await Send(request, ct);
    }

    /// <summary>One of the Sandbox's doors.</summary>
    public async Task<JsonElement> Sandbox(
        HttpMethod method,
        string path,
        object? body,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(Address("sandbox"), path));
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await Send(request, ct);
        return await Json(answer, ct);
    }

    /// <summary>What an answer holds; nothing of one without content.</summary>
    public static async Task<JsonElement> Json(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsByteArrayAsync(ct);
        return text.Length > 0 ? JsonElement.Parse(text) : default;
    }

    private static async Task<HttpResponseMessage> Send(
        HttpRequestMessage request,
        CancellationToken ct
    )
    {
        var answer = await Http.SendAsync(request, ct);
        return answer.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException(
                $"{request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}"
            );
    }

    public async ValueTask DisposeAsync() => await Stop(appHost);

    private static async Task<Dictionary<string, string>> Healthy(
        Process process,
        string state,
        Stopwatch clock,
        CancellationToken ct
    )
    {
        // The gateway waits for the services, which wait for the databases: with it and the Sandbox all are healthy.
        while (true)
        {
            Check(process, clock);
            if (
                Read(state) is { } run
                && run.Urls.TryGetValue("gateway/http", out var gateway)
                && run.Urls.TryGetValue("sandbox/http", out var sandbox)
                && await Answers(new Uri(new Uri(gateway), "/health"), ct)
                && await Answers(new Uri(new Uri(sandbox), "/health"), ct)
            )
            {
                return run.Urls;
            }

            await Task.Delay(20, ct);
        }
    }

    internal static void Check(Process process, Stopwatch clock)
    {
        if (process.HasExited || clock.Elapsed > Patience)
        {
            throw new InvalidOperationException(
                process.HasExited
                    ? $"It ended with {process.ExitCode}."
                    : $"Not healthy after {Patience.TotalSeconds:0} s."
            );
        }
    }

    public static async Task<bool> Answers(Uri health, CancellationToken ct)
    {
        // A port that is held for a program which has not begun takes a connection and never answers.
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var answer = await Http.GetAsync(health, soon.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception silent)
            when (silent is HttpRequestException or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            return false;
        }
    }

    private static (
        Dictionary<string, string> Urls,
        IReadOnlyList<(string Name, int Pid)> Children
    )? Read(string state)
    {
        var file = Path.Combine(state, "run.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return (
            json.RootElement.GetProperty("Urls").Deserialize<Dictionary<string, string>>()!,
            [
                .. json
                    .RootElement.GetProperty(nameof(Children))
                    .EnumerateArray()
                    .Select(child =>
                        (
                            child.GetProperty("Name").GetString()!,
                            child.GetProperty("Process").GetProperty("Pid").GetInt32()
                        )
                    ),
            ]
        );
    }

    private static string Cookies(HttpResponseMessage answer) =>
        string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));

    private static string[] Zeros(string file) =>
        File.ReadAllText(file).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static void Keep(List<string> lines, string? line)
    {
        lock (lines)
        {
            lines.Add(line ?? "");
        }
    }

    private static async Task Stop(Process process)
    {
        if (!process.HasExited)
        {
            // As a platform ends it; Ctrl+C is not heard by what was started in the background.
            using var kill = Process.Start(
                "kill",
                ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]
            );
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
