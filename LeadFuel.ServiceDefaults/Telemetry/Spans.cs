using System.Diagnostics;

namespace LeadFuel.Telemetry;

/// <summary>
/// The house's own spans: a call to a third party, which carries no trace header and so is seen from our side
/// only, and an attempt of a job.
/// </summary>
internal static class Spans
{
    public const string Name = "LeadFuel";

    public static ActivitySource Source { get; } = new(Name);
}
