using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LeadFuel.Hosting.Processes;
using LeadFuel.Hosting.Running;

namespace LeadFuel.Hosting.Tests.Lifecycle;

/// <summary>What a person reads when the start does not go as usual.</summary>
public sealed class StartTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_taken_port_names_its_owner_and_the_next_free_one_is_used()
    {
        using var taken = Taken(out var port);
        await using var run = AppHostProcess.Start(
            ["--port", $"{port}"],
            TestContext.Current.CancellationToken,
            fixedPorts: true
        );

        var told = await run.Line(line =>
            line.StartsWith($"Port {port} of core", StringComparison.Ordinal)
        );
        await run.Ready();

        var used = new Uri(run.Url("core/http")).Port;
        Assert.Equal($"Port {port} of core is taken by {Self}; using {used}.", told);
        Assert.True(used > port);
        using var http = new HttpClient();
        var answer = await http.GetAsync(
            new Uri($"http://localhost:{used}/health"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Strict_ports_end_the_start_instead()
    {
        using var taken = Taken(out var port);
        await using var run = AppHostProcess.Start(
            ["--port", $"{port}", "--strict-ports"],
            TestContext.Current.CancellationToken,
            fixedPorts: true
        );

        Assert.Equal(1, await run.Exit());
        Assert.Contains(
            $"Port {port} of core is taken by {Self}. Stop it, or start without --strict-ports.",
            run.Lines
        );
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_copies_run_side_by_side_and_one_folder_runs_once()
    {
        using (var free = Taken(out var port))
        {
            free.Stop();
            await using var first = AppHostProcess.Start(
                ["--port", $"{port}"],
                TestContext.Current.CancellationToken,
                fixedPorts: true
            );
            await first.Ready();
            await using var second = AppHostProcess.Start(
                ["--port", $"{port}"],
                TestContext.Current.CancellationToken,
                fixedPorts: true
            );
            await second.Ready();
            await using var third = AppHostProcess.Start(
                [],
                TestContext.Current.CancellationToken,
                inFolderOf: first
            );

            Assert.Equal(1, await third.Exit());
            Assert.Contains(
                $"LeadFuel already runs from this folder as process {first.Pid}. "
                    + "Stop it first, or start this one with --isolated --ephemeral to run beside it.",
                third.Lines
            );
            Assert.NotEqual(first.Url("core/http"), second.Url("core/http"));
            using var http = new HttpClient();
            foreach (var copy in (AppHostProcess[])[first, second])
            {
                Assert.Equal(
                    "\"ready\"",
                    await http.GetStringAsync(
                        new Uri($"{copy.Url("core/http")}/health"),
                        TestContext.Current.CancellationToken
                    )
                );
            }
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_service_that_ends_is_started_again_after_longer_and_longer_pauses()
    {
        await using var run = AppHostProcess.Start(
            ["--core:Exit", "3"],
            TestContext.Current.CancellationToken
        );

        await run.Line("core failed: exited with code 3");
        await run.Line("  core | this service ends at once");
        await run.Line("core       Exited with code 3; starts again in 1 s");
        await run.Line("core       Exited with code 3; starts again in 2 s");
        await run.Line("edge       Waiting for core (exited with code 3; starts again in 2 s)");
        await run.Line("core       Exited with code 3; starts again in 4 s");
        run.Send(Processes.Signal.Terminate);
        Assert.Equal(1, await run.Exit());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_service_that_crashes_later_comes_back()
    {
        await using var run = AppHostProcess.Start([], TestContext.Current.CancellationToken);
        await run.Ready();
        using var http = new HttpClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            http.PostAsync(
                new Uri($"{run.Url("core/http")}/crash"),
                null,
                TestContext.Current.CancellationToken
            )
        );

        await run.Line("core       Exited with code 3; starts again in 1 s");
        while (run.Lines.Count(line => line == "core       Ready") < 2)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_parameter_without_a_value_is_named_with_both_ways_to_give_it()
    {
        await using var run = AppHostProcess.Start(
            ["--parameter", "yes"],
            TestContext.Current.CancellationToken
        );

        Assert.Equal(1, await run.Exit());
        Assert.Contains(
            "The parameter 'the-key' has no value. Set the environment variable Parameters__the_key, "
                + $"or keep it with: dotnet user-secrets --project {Path.GetFileName(run.Folder)} set Parameters:the-key <value>",
            run.Lines
        );
        Assert.DoesNotContain(run.Lines, line => line.Contains("Starting"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_circle_of_waits_is_told_before_anything_starts()
    {
        await using var run = AppHostProcess.Start(
            ["--circle", "yes"],
            TestContext.Current.CancellationToken
        );

        Assert.Equal(1, await run.Exit());
        Assert.Equal(
            ["These wait for each other and would never start: core → edge → core."],
            run.Lines
        );
        Assert.False(Directory.Exists(run.State));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wait_says_what_it_waits_for()
    {
        await using var run = AppHostProcess.Start(
            ["--core:Ill", "yes"],
            TestContext.Current.CancellationToken
        );

        await run.Line("core       Unhealthy: /health 503");
        await run.Line("edge       Waiting for core (Unhealthy: /health 503)");
    }

    [Fact(Timeout = 120_000)]
    public async Task The_last_line_of_a_start_is_the_address_and_timings_follow_when_asked()
    {
        await using var run = AppHostProcess.Start(
            ["--timings"],
            TestContext.Current.CancellationToken
        );

        var ready = await run.Ready();
        Assert.Matches(@"^LeadFuel is ready: http://localhost:\d+ \(\d+\.\d s\)$", ready);
        Assert.Contains(run.Url("core/http"), ready);
        foreach (var name in (string[])["core", "edge"])
        {
            Assert.Matches(
                @"^  \w+ +started \d+\.\d s, ready \d+\.\d s$",
                await run.Line(line => line.StartsWith($"  {name} ", StringComparison.Ordinal))
            );
        }
    }

    private static string Self
    {
        get
        {
            var name = File.ReadAllText($"/proc/{Environment.ProcessId}/comm").Trim();
            var assembly = File.ReadAllText($"/proc/{Environment.ProcessId}/cmdline")
                .Split('\0')
                .FirstOrDefault(word => word.EndsWith(".dll", StringComparison.Ordinal));
            return name == "dotnet" && assembly is not null
                ? $"process {Environment.ProcessId} (dotnet {Path.GetFileName(assembly)})"
                : $"process {Environment.ProcessId} ({name})";
        }
    }

    private static TcpListener Taken(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
