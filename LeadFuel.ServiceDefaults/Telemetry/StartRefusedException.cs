namespace LeadFuel.Telemetry;

/// <summary>The process may not start as configured; the message says what to set.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
