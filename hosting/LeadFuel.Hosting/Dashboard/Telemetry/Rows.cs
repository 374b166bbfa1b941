namespace LeadFuel.Hosting.Dashboard.Telemetry;

internal sealed record SpanRow(
    string Trace,
    string Id,
    string? Parent,
    string Resource,
    string Name,
    string Kind,
    string Sort,
    ulong StartedNs,
    ulong EndedNs,
    bool Failed,
    string? Detail,
    IReadOnlyList<KeyValuePair<string, string>> Attributes,
    IReadOnlyList<string> Links
)
{
    public const string Database = "database";
    public const string Call = "call";
    public const string Provider = "provider";
    public const string Job = "job";

    public double Milliseconds => EndedNs > StartedNs ? (EndedNs - StartedNs) / 1e6 : 0;
}

internal sealed record LogRow(
    long Number,
    DateTimeOffset At,
    string Resource,
    int Severity,
    string Level,
    string Category,
    string Text,
    string? Trace
);

internal sealed record MetricRow(
    string Resource,
    string Name,
    string Unit,
    string Labels,
    double Value,
    long? Count
);
