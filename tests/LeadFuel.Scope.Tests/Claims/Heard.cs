using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace LeadFuel.Scope.Tests.Claims;

/// <summary>Every trace and every measurement of this process while it is held.</summary>
internal sealed class Heard : IDisposable
{
    private readonly ConcurrentQueue<string> traces = new();
    private readonly ConcurrentDictionary<string, byte> metrics = new();
    private readonly ActivityListener listener;
    private readonly MeterListener meters = new();

    public Heard()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue(Said(activity)),
        };
        ActivitySource.AddActivityListener(listener);
        meters.InstrumentPublished = (instrument, to) => to.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<long>((one, _, tags, _) => Count(one, tags));
        meters.SetMeasurementEventCallback<int>((one, _, tags, _) => Count(one, tags));
        meters.SetMeasurementEventCallback<double>((one, _, tags, _) => Count(one, tags));
        meters.Start();
    }

    public IReadOnlyCollection<string> Traces => traces;

    public IEnumerable<string> Metrics => metrics.Keys;

    private void Count(Instrument one, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        metrics.TryAdd(
            $"{one.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}",
            0
        );

    private static string Said(Activity activity) =>
        JsonSerializer.Serialize(
            new
            {
                activity.DisplayName,
                Tags = activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                Events = activity.Events.SelectMany(one =>
                    one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")
                ),
                Baggage = activity.Baggage.Select(b => $"{b.Key}={b.Value}"),
                activity.StatusDescription,
            },
            Plain
        );

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Dispose()
    {
        listener.Dispose();
        meters.Dispose();
    }
}
