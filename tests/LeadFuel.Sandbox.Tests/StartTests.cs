using System.Diagnostics;

namespace LeadFuel.Sandbox.Tests;

public sealed class StartTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task It_does_not_start_where_real_customers_are(string environment)
    {
        using var process = Start(environment);
        var error = await process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("cannot start in publish mode", error);
    }

    [Fact]
    public async Task It_ends_when_the_one_that_started_it_is_gone()
    {
        using var process = Start("Development", ("LEADFUEL_SUPERVISED", "1"));
        while (
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                is { } line
        )
        {
            if (line.Contains("Application started", StringComparison.Ordinal))
            {
                break;
            }
        }

        Assert.False(process.HasExited);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(string environment, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(SandboxApp).Assembly.Location },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        start.Environment["Kestrel__Endpoints__http__Url"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
