namespace LeadFuel.Sandbox.Records;

/// <summary>One request as it reached a third party; the key is a fingerprint, so that keys can be compared but not read.</summary>
public sealed class RecordedRequest
{
    public required long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Vendor { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string Query { get; init; }
    public required string? Key { get; init; }
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
    public required string Body { get; init; }
    public int? Status { get; set; }
    public string? Fault { get; set; }
}
