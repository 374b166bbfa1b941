using System.Diagnostics;
using LeadFuel.Hosting.Processes;
using LeadFuel.Hosting.Running;
using LeadFuel.Testing;

namespace LeadFuel.Hosting.Tests;

/// <summary>The build of the web app says what it lacks.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class WebBuildTests : IDisposable
{
    private readonly string _folder = RunFolder.Temporary();

    [Fact(Timeout = 120_000)]
    public async Task Without_Node_it_names_the_version_and_where_the_step_stands()
    {
        var said = await Install(TestContext.Current.CancellationToken);

        Assert.Contains(
            "The web app is built with Node.js 20.19 or newer, and no `node` is on the path. "
                + "Install Node.js with npm, then build again. The step stands in gateway/Web.targets.",
            said
        );
    }

    [Fact(Timeout = 120_000)]
    public async Task With_an_old_Node_it_says_so()
    {
        await Program("node", "exit 3");

        Assert.Contains(
            "The web app needs Node.js 20.19 or newer; the `node` on the path is older. The step stands in gateway/Web.targets.",
            await Install(TestContext.Current.CancellationToken)
        );
    }

    [Fact(Timeout = 120_000)]
    public async Task An_npm_that_hangs_is_ended_with_the_way_out()
    {
        await Program("node", "exit 0");
        await Program("npm", "exec /bin/sleep 600");

        Assert.Contains(
            "npm ci was ended after 1 s. Check the network and npm's registry (npm ping), then build again; "
                + "a slow network may have longer with -p:WebInstallSeconds=900.",
            await Install(TestContext.Current.CancellationToken)
        );
    }

    private async Task Program(string name, string script)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(
            file,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    private async Task<string> Install(CancellationToken ct)
    {
        var start = new ProcessStartInfo(
            Guardian.Dotnet,
            [
                "msbuild",
                Path.Combine(Repository.Root, "gateway", "Web.targets"),
                "-nologo",
                "-t:InstallWeb",
                "-nodeReuse:false",
                $"-p:WebInstalled={_folder}/installed",
                $"-p:WebFolder={_folder}/",
                "-p:WebInstallSeconds=1",
            ]
        )
        {
            WorkingDirectory = _folder,
        };
        File.CreateSymbolicLink(Path.Combine(_folder, "sh"), "/bin/sh");
        File.WriteAllText(Path.Combine(_folder, "package.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "package-lock.json"), "{}");
        start.Environment["PATH"] = _folder;
        var built = await Command.Run(start, ct);
        Assert.Equal(1, built.ExitCode);
        return built.Output;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
