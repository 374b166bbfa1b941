using System.Diagnostics;

namespace LeadFuel.Testing;

/// <summary>Tests do not sleep: they wait for a condition, and say what was missing when it does not come.</summary>
public static class Wait
{
    // For a machine with much else to do; whoever waits in vain is told late, nobody else is.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task Until(Func<Task<bool>> condition, Func<string> missing)
    {
        var ct = TestContext.Current.CancellationToken;
        var began = Stopwatch.GetTimestamp();
        var pause = 10;
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Longest)
            {
                Assert.Fail($"After {Longest.TotalSeconds:0} s: {missing()}");
            }

            // Asking is work, too: the others go on sooner when it is done less often.
            await Task.Delay(pause, ct);
            pause = Math.Min(pause * 2, 50);
        }
    }
}
