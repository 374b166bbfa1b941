using LeadFuel.Hosting.Processes;

namespace LeadFuel.Hosting.Tests.Lifecycle;

/// <summary>However the AppHost ends, nothing that it started lives on.</summary>
public sealed class StopTests
{
    private static readonly string[] Everything = ["--postgres", "yes", "--node", "yes"];

    [Theory(Timeout = 180_000)]
    [InlineData(Processes.Signal.Terminate, "Stopping, because of SIGTERM.")]
    [InlineData(
        Processes.Signal.Interrupt,
        "Stopping, because of Ctrl+C. Once more kills everything at once."
    )]
    public async Task A_signal_stops_everything_in_order(int signal, string said)
    {
        await using var run = AppHostProcess.Start(
            Everything,
            TestContext.Current.CancellationToken
        );
        await run.Ready();
        var children = run.Children();
        Assert.Equal(4, children.Count(child => child.IsAlive));

        run.Send(signal);

        Assert.Equal(0, await run.Exit());
        Assert.Contains(said, run.Lines);
        Assert.Equal("Everything has stopped.", run.Lines[^1]);
        Assert.DoesNotContain(children, child => child.IsAlive);
        Assert.False(File.Exists(Path.Combine(run.State, "run.json")));
        // Who waits stops before whom it waits for.
        var stopped = run.Lines.Where(line => line.EndsWith(" Stopped")).ToList();
        Assert.True(
            stopped.FindLastIndex(line => line.StartsWith("edge"))
                < stopped.FindLastIndex(line => line.StartsWith("core"))
                && stopped.FindLastIndex(line => line.StartsWith("core"))
                    < stopped.FindLastIndex(line => line.StartsWith("postgres"))
        );
    }

    [Fact(Timeout = 180_000)]
    public async Task When_it_is_killed_everything_ends_and_the_next_start_finds_its_data()
    {
        await using var run = AppHostProcess.Start(
            Everything,
            TestContext.Current.CancellationToken
        );
        await run.Ready();
        var children = run.Children();
        Assert.Equal(4, children.Count(child => child.IsAlive));

        run.Send(Processes.Signal.Kill);

        await AppHostProcess.Gone(children);
        const string Told = "The AppHost ended without stopping what it had started; ended ";
        var line = await run.Line(text => text.StartsWith(Told, StringComparison.Ordinal));
        Assert.Equal(
            ["core", "edge", "postgres", "web"],
            line[Told.Length..].TrimEnd('.').Split(", ").Order()
        );

        await using var next = AppHostProcess.Start(
            Everything,
            TestContext.Current.CancellationToken,
            inFolderOf: run
        );
        await next.Ready();
        Assert.DoesNotContain(next.Lines, text => text.Contains("initdb"));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_killed_ephemeral_run_wrote_goes_too()
    {
        await using var run = AppHostProcess.Start(
            ["--ephemeral", "--postgres", "yes"],
            TestContext.Current.CancellationToken
        );
        await run.Ready();
        var temporary = Directory
            .EnumerateDirectories(Path.GetTempPath(), "leadfuel-run-*")
            .Single(folder => Owner(folder) == run.Pid);

        run.Send(Processes.Signal.Kill);

        while (Directory.Exists(temporary))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        static int? Owner(string folder)
        {
            var file = Path.Combine(folder, "run.json");
            return File.Exists(file)
                ? System
                    .Text.Json.JsonSerializer.Deserialize<Running.RunFile.Content>(
                        File.ReadAllText(file)
                    )!
                    .AppHost.Pid
                : null;
        }
    }
}
