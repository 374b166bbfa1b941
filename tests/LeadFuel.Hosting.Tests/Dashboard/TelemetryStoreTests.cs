using LeadFuel.Hosting.Dashboard.Telemetry;

namespace LeadFuel.Hosting.Tests.Dashboard;

/// <summary>The page's memory has an end.</summary>
public sealed class TelemetryStoreTests
{
    private readonly TelemetryStore _store = new(TimeProvider.System);

    [Fact]
    public void Five_hundred_traces_are_kept_and_what_nobody_asked_for_goes_first()
    {
        _store.Add([Span("request", SpanRow.Call)]);
        for (var i = 0; i < 700; i++)
        {
            _store.Add([Span($"look-{i}", SpanRow.Database)]);
        }

        var kept = _store.Traces();
        Assert.Equal(500, kept.Count);
        Assert.Contains(kept, trace => trace.Id == "request");
        Assert.Equal("look-699", kept[0].Id);

        for (var i = 0; i < 500; i++)
        {
            _store.Add([Span($"call-{i}", SpanRow.Call)]);
        }

        Assert.Equal(500, _store.Traces().Count);
        Assert.DoesNotContain(_store.Traces(), trace => trace.Id is "request");
    }

    [Fact]
    public void A_trace_without_end_and_records_without_end_are_cut()
    {
        for (var i = 0; i < 6_000; i++)
        {
            _store.Add([Span("endless", SpanRow.Call)]);
            _store.Add([new LogRow(0, DateTimeOffset.UnixEpoch, "core", 9, "", "", $"{i}", null)]);
        }

        Assert.Equal(1_000, _store.Spans("endless").Count);
        var records = _store.Records();
        Assert.Equal(5_000, records.Count);
        Assert.Equal(("1000", "5999"), (records[0].Text, records[^1].Text));
    }

    private static SpanRow Span(string trace, string sort) =>
        new(trace, "1", null, "core", "x", "", sort, 0, 1, false, null, [], []);
}
