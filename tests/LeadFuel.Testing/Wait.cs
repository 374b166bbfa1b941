using System.Diagnostics;

namespace LeadFuel.Testing;

/// <summary>Tests do not sleep: they wait for a condition, and say what was missing when it does not come.</summary>
public static class Wait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public static async Task Until(Func<Task<bool>> condition, Func<string> missing)
    {
        var ct = TestContext.Current.CancellationToken;
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Longest)
            {
                Assert.Fail($"After {Longest.TotalSeconds:0} s: {missing()}");
            }

            await Task.Delay(10, ct);
        }
    }
}
