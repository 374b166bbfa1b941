namespace LeadFuel.Hosting.Dashboard.Telemetry;

/// <summary>The last of what the services told of themselves; what is older goes.</summary>
internal sealed class TelemetryStore(TimeProvider clock)
{
    public const int MostTraces = 500;
    public const int MostSpans = 1_000;
    public const int MostRecords = 5_000;
    public const int MostSeries = 5_000;
    private const int MostDurations = 100;
    private const int EnoughForMedian = 5;
    private static readonly TimeSpan ErrorWindow = TimeSpan.FromMinutes(5);
    private readonly Lock _all = new();
    private readonly Dictionary<string, LinkedListNode<Trace>> _traces = [];
    private readonly LinkedList<Trace> _inOrder = [];
    private readonly Dictionary<(string, string), Queue<double>> _durations = [];
    private readonly Queue<LogRow> _records = [];
    private readonly Dictionary<(string, string, string), MetricRow> _metrics = [];
    private long _lastRecord;
    private TaskCompletionSource _change = NewChange();

    internal sealed class Trace(string id)
    {
        public string Id { get; } = id;

        public List<SpanRow> Spans { get; } = [];

        /// <summary>Claims, beats and health questions: only a database hears of them.</summary>
        public bool IsBackground => Spans.TrueForAll(span => span.Sort == SpanRow.Database);
    }

    public Task NextChange => Volatile.Read(ref _change).Task;

    public void Add(IReadOnlyList<SpanRow> spans)
    {
        lock (_all)
        {
            foreach (var span in spans)
            {
                if (!_traces.TryGetValue(span.Trace, out var node))
                {
                    _traces[span.Trace] = node = _inOrder.AddLast(new Trace(span.Trace));
                }

                if (node.Value.Spans.Count < MostSpans)
                {
                    node.Value.Spans.Add(span);
                }

                var lasted = Durations(span);
                lasted.Enqueue(span.Milliseconds);
                if (lasted.Count > MostDurations)
                {
                    lasted.Dequeue();
                }
            }

            while (_inOrder.Count > MostTraces)
            {
                var goes = _inOrder.First!;
                // What a person asked for stays longer than what runs by itself.
                for (var node = goes; node is not null; node = node.Next)
                {
                    if (node.Value.IsBackground)
                    {
                        goes = node;
                        break;
                    }
                }

                _traces.Remove(goes.Value.Id);
                _inOrder.Remove(goes);
            }
        }

        Changed();
    }

    public void Add(IReadOnlyList<LogRow> records)
    {
        lock (_all)
        {
            foreach (var record in records)
            {
                _records.Enqueue(record with { Number = ++_lastRecord });
                if (_records.Count > MostRecords)
                {
                    _records.Dequeue();
                }
            }
        }

        Changed();
    }

    public void Add(IReadOnlyList<MetricRow> metrics)
    {
        lock (_all)
        {
            foreach (var metric in metrics)
            {
                var key = (metric.Resource, metric.Name, metric.Labels);
                if (_metrics.Count < MostSeries || _metrics.ContainsKey(key))
                {
                    _metrics[key] = metric;
                }
            }
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<(string Id, IReadOnlyList<SpanRow> Spans, bool IsBackground)> Traces()
    {
        lock (_all)
        {
            return
            [
                .. _inOrder
                    .Reverse()
                    .Select(trace =>
                        (trace.Id, (IReadOnlyList<SpanRow>)[.. trace.Spans], trace.IsBackground)
                    ),
            ];
        }
    }

    public IReadOnlyList<SpanRow> Spans(string trace)
    {
        lock (_all)
        {
            return _traces.TryGetValue(trace, out var found) ? [.. found.Value.Spans] : [];
        }
    }

    /// <summary>The spans of other traces that name this one as their cause.</summary>
    public IReadOnlyList<SpanRow> LinkedTo(string trace)
    {
        lock (_all)
        {
            return
            [
                .. _inOrder.SelectMany(other => other.Spans).Where(s => s.Links.Contains(trace)),
            ];
        }
    }

    /// <summary>What such a span usually takes, or null while that is not known.</summary>
    public double? Median(SpanRow span)
    {
        lock (_all)
        {
            var lasted = Durations(span);
            return lasted.Count < EnoughForMedian
                ? null
                : lasted.Order().ElementAt(lasted.Count / 2);
        }
    }

    public IReadOnlyList<LogRow> Records()
    {
        lock (_all)
        {
            return [.. _records];
        }
    }

    public IReadOnlyList<MetricRow> Metrics()
    {
        lock (_all)
        {
            return
            [
                .. _metrics
                    .Values.OrderBy(metric => metric.Resource, StringComparer.Ordinal)
                    .ThenBy(metric => metric.Name, StringComparer.Ordinal)
                    .ThenBy(metric => metric.Labels, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Records of errors in the last five minutes, by resource.</summary>
    public IReadOnlyDictionary<string, int> Errors()
    {
        var since = clock.GetUtcNow() - ErrorWindow;
        lock (_all)
        {
            return _records
                .Where(record => record.Severity >= 17 && record.At >= since)
                .CountBy(record => record.Resource)
                .ToDictionary();
        }
    }

    private Queue<double> Durations(SpanRow span)
    {
        var key = (span.Resource, span.Name);
        if (!_durations.TryGetValue(key, out var lasted))
        {
            if (_durations.Count >= MostSeries)
            {
                _durations.Clear();
            }

            _durations[key] = lasted = [];
        }

        return lasted;
    }

    private void Changed() => Interlocked.Exchange(ref _change, NewChange()).TrySetResult();

    private static TaskCompletionSource NewChange() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
