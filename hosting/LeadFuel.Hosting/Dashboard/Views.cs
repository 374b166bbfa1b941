using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Dashboard.Telemetry;
using LeadFuel.Hosting.Running;

namespace LeadFuel.Hosting.Dashboard;

/// <summary>What the page shows, as it stands now.</summary>
internal sealed class Views(Runner runner, IResourceCollection resources, TelemetryStore store)
{
    private const double Slow = 3; // times its median
    private const double WorthSaying = 20; // milliseconds

    public object Suite()
    {
        var errors = store.Errors();
        var parameters = resources.OfType<ParameterResource>().ToList();
        return new
        {
            up = (int)runner.Elapsed.TotalSeconds,
            resources = runner.Runs.Select(run => Resource(run, errors)),
            parameters = new
            {
                total = parameters.Count,
                secret = parameters.Count(parameter => parameter.Secret),
                names = parameters.Select(parameter => parameter.Name),
            },
        };
    }

    public object? Environment(string name) =>
        Run(name)
            ?.Environment.OrderBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase)
            .Select(variable => new
            {
                name = variable.Key,
                value = runner.Mask.HideVariable(variable.Key, variable.Value),
            });

    public ResourceRun? Run(string name) =>
        runner.Runs.FirstOrDefault(run => run.Resource.Name == name);

    public object Traces() =>
        store
            .Traces()
            .Where(trace => !trace.IsBackground)
            .Select(trace =>
            {
                var root = Root(trace.Spans);
                return new
                {
                    id = trace.Id,
                    name = Title(trace.Spans),
                    resource = root.Resource,
                    at = DateTimeOffset.UnixEpoch.AddTicks((long)(root.StartedNs / 100)),
                    ms = Length(trace.Spans),
                    spans = trace.Spans.Count,
                    resources = trace.Spans.Select(span => span.Resource).Distinct(),
                    failed = trace.Spans.Any(span => span.Failed),
                };
            });

    public object? Trace(string id)
    {
        var spans = store.Spans(id);
        if (spans.Count == 0)
        {
            return null;
        }

        var began = spans.Min(span => span.StartedNs);
        return new
        {
            id,
            name = Title(spans),
            ms = Length(spans),
            resources = spans.Select(span => span.Resource).Distinct(),
            causes = spans.SelectMany(span => span.Links).Distinct(),
            caused = store
                .LinkedTo(id)
                .Select(span => new
                {
                    span.Trace,
                    span.Name,
                    span.Resource,
                }),
            spans = InOrder(spans)
                .Select(row =>
                {
                    var median = store.Median(row.Span);
                    var slow =
                        row.Span.Milliseconds > WorthSaying
                        && median is { } usual
                        && row.Span.Milliseconds > Slow * usual;
                    return new
                    {
                        id = row.Span.Id,
                        depth = row.Depth,
                        resource = row.Span.Resource,
                        name = row.Span.Name,
                        sort = row.Span.Sort,
                        kind = row.Span.Kind,
                        start = (row.Span.StartedNs - began) / 1e6,
                        ms = row.Span.Milliseconds,
                        failed = row.Span.Failed,
                        detail = row.Span.Detail,
                        slow = slow ? row.Span.Milliseconds / median : null,
                        attributes = row.Span.Attributes.Select(a => new
                        {
                            name = a.Key,
                            value = a.Value,
                        }),
                    };
                }),
        };
    }

    public object Logs(string? resource, string? trace, int severity) =>
        store
            .Records()
            .Where(record =>
                (resource is null || record.Resource == resource)
                && (trace is null || record.Trace == trace)
                && record.Severity >= severity
            )
            .TakeLast(500)
            .Reverse();

    private object Resource(ResourceRun run, IReadOnlyDictionary<string, int> errors)
    {
        var now = runner.Notifications[run.Resource];
        var words = now is null ? "" : Screen.Words(now);
        var state = now?.State?.Text ?? KnownResourceStates.NotStarted;
        var server = run.Resource as PostgresServerResource;
        return new
        {
            name = run.Resource.Name,
            kind = server is not null ? "Server"
            : run.Resource is ProjectResource ? "Project"
            : "Program",
            state = Label(state, now),
            tone = Tone(state, now),
            reason = words == Label(state, now) ? null : runner.Mask.Hide(words),
            urls = now
                ?.Urls.OrderByDescending(url => url.Name == "http")
                .Select(url => new { name = url.Name, url = url.Url }),
            note = server is null
                ? null
                : $"{server.Databases.Keys.Count(name => IsReady(name))} of {server.Databases.Count} databases",
            version = run.Version,
            readyAfter = run.Times.Ready?.TotalSeconds,
            errors = server is null ? errors.GetValueOrDefault(run.Resource.Name) : (int?)null,
            runs = run.IsWanted,
        };
    }

    private bool IsReady(string name) =>
        resources.FirstOrDefault(resource => resource.Name == name) is { } database
        && runner.Notifications[database] is { IsReady: true };

    private static string Label(string state, CustomResourceSnapshot? now) =>
        (state, now) switch
        {
            ("Running", { IsReady: true }) => "Running",
            ("Running", { Reason: not null }) => "Unhealthy",
            ("Running", _) => "Starting",
            ("Finished", _) => "Done",
            ("FailedToStart", _) => "Failed",
            ("NotStarted", _) => "Stopped",
            _ => state,
        };

    private static string Tone(string state, CustomResourceSnapshot? now) =>
        (state, now) switch
        {
            ("Running", { IsReady: true }) or ("Finished", _) => "good",
            ("Running", { Reason: not null }) => "warning",
            ("FailedToStart" or "Exited", _) => "bad",
            ("NotStarted", _) => "idle",
            _ => "busy",
        };

    private static SpanRow Root(IReadOnlyList<SpanRow> spans)
    {
        var ids = spans.Select(span => span.Id).ToHashSet();
        return spans
            .Where(span => span.Parent is null || !ids.Contains(span.Parent))
            .OrderBy(span => span.Sort == SpanRow.Database)
            .ThenBy(span => span.StartedNs)
            .First();
    }

    /// <summary>The gateway knows a request by the service it goes to; that service knows the rest.</summary>
    private static string Title(IReadOnlyList<SpanRow> spans)
    {
        const string Rest = "/{**rest}";
        var root = Root(spans);
        var method = root.Name.Split(' ')[0];
        var route = spans
            .Where(span => span.Kind == "Server" && span.Resource != root.Resource)
            .OrderBy(span => span.StartedNs)
            .Select(span => span.Name)
            .FirstOrDefault(name =>
                name.StartsWith($"{method} /", StringComparison.Ordinal)
                && !name.StartsWith($"{method} /leadfuel.", StringComparison.Ordinal)
            );
        return route is not null && root.Name.EndsWith(Rest, StringComparison.Ordinal)
            ? root.Name[..^Rest.Length] + route[(method.Length + 1)..].TrimEnd('/')
            : root.Name;
    }

    private static double Length(IReadOnlyList<SpanRow> spans) =>
        (spans.Max(span => span.EndedNs) - spans.Min(span => span.StartedNs)) / 1e6;

    /// <summary>Children under their parent, in the order in which they began.</summary>
    private static IEnumerable<(SpanRow Span, int Depth)> InOrder(IReadOnlyList<SpanRow> spans)
    {
        var ids = spans.Select(span => span.Id).ToHashSet();
        var children = spans.ToLookup(span =>
            span.Parent is { } parent && parent != span.Id && ids.Contains(parent) ? parent : ""
        );
        var seen = new HashSet<string>();
        var waiting = new Stack<(SpanRow Span, int Depth)>();
        Push("", 0);
        while (waiting.TryPop(out var next))
        {
            if (seen.Add(next.Span.Id))
            {
                yield return next;
                Push(next.Span.Id, next.Depth + 1);
            }
        }

        void Push(string parent, int depth)
        {
            foreach (var child in children[parent].OrderByDescending(span => span.StartedNs))
            {
                waiting.Push((child, depth));
            }
        }
    }
}
