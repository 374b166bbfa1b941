using System.Diagnostics;

namespace LeadFuel.Telemetry;

/// <summary>Named points at which a crash test ends this process. Compiled away outside Debug builds.</summary>
public static class Fault
{
    /// <summary>`LEADFUEL_FAULT=name` ends the process here; `name#3` at the third time.</summary>
    [Conditional("DEBUG")]
    public static void Point(string name)
    {
#if DEBUG
        FaultPoints.Reach(name);
#endif
    }
}

#if DEBUG
internal static class FaultPoints
{
    private static readonly string[] Wanted = (
        AppContext.GetData("LeadFuel.Fault") as string ?? Read()
    ).Split('#');
    private static int reached;

    public static void Reach(string name)
    {
        if (Wanted[0] != name)
        {
            return;
        }

        var at =
            Wanted.Length > 1
                ? int.Parse(Wanted[1], System.Globalization.CultureInfo.InvariantCulture)
                : 1;
        if (Interlocked.Increment(ref reached) == at)
        {
            Process.GetCurrentProcess().Kill();
        }
    }

#pragma warning disable RS0030 // A fault is set from outside, for one process, in Debug builds only.
    private static string Read() => Environment.GetEnvironmentVariable("LEADFUEL_FAULT") ?? "";
#pragma warning restore RS0030
}
#endif
