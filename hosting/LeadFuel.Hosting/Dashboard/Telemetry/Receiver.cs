using System.Globalization;
using Google.Protobuf;
using LeadFuel.Hosting.Dashboard.Otlp;
using LeadFuel.Hosting.Running;
using Microsoft.AspNetCore.Http;

namespace LeadFuel.Hosting.Dashboard.Telemetry;

/// <summary>Takes OTLP over HTTP as protobuf, without secrets, into the store.</summary>
internal sealed class Receiver(TelemetryStore store, SecretMask mask)
{
    private const int Largest = 16 * 1024 * 1024;
    private const int LongestText = 4_000;

    public async Task Receive(HttpContext http, string signal)
    {
        if (http.Request.ContentType != "application/x-protobuf")
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            if (body.Length + read > Largest)
            {
                http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }

            body.Write(buffer, 0, read);
        }

        body.Position = 0;
        try
        {
            switch (signal)
            {
                case "traces":
                    store.Add(Spans(TraceExport.Parser.ParseFrom(body)));
                    break;
                case "logs":
                    store.Add(Records(LogExport.Parser.ParseFrom(body)));
                    break;
                case "metrics":
                    store.Add(Series(MetricExport.Parser.ParseFrom(body)));
                    break;
                default:
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
            }
        }
        catch (InvalidProtocolBufferException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // An empty answer is a whole one: everything was taken.
        http.Response.ContentType = "application/x-protobuf";
    }

    private List<SpanRow> Spans(TraceExport export) =>
        [
            .. from origin in export.Origins
            let resource = Name(origin.Origin)
            from scope in origin.Scopes
            from span in scope.Spans
            let attributes = Known(span.Attributes)
            let sort = Sort(span, attributes, scope.Scope?.Name)
            select new SpanRow(
                Hex(span.TraceId),
                Hex(span.SpanId),
                span.ParentSpanId.IsEmpty ? null : Hex(span.ParentSpanId),
                resource,
                Cut(mask.Hide(span.Name)),
                span.Kind.ToString(),
                sort,
                span.StartedNs,
                span.EndedNs,
                span.Status?.Code is Span.Types.Status.Types.Code.Error,
                Detail(sort, attributes),
                attributes,
                [.. span.Links.Select(link => Hex(link.TraceId))]
            ),
        ];

    private List<LogRow> Records(LogExport export) =>
        [
            .. from origin in export.Origins
            let resource = Name(origin.Origin)
            from scope in origin.Scopes
            from record in scope.Records
            let at = record.AtNs > 0 ? record.AtNs : record.ObservedNs
            select new LogRow(
                0,
                DateTimeOffset.UnixEpoch.AddTicks((long)(at / 100)),
                resource,
                record.Severity,
                record.SeverityText,
                scope.Scope?.Name ?? "",
                Cut(mask.Hide(Text(record.Body))),
                record.TraceId.IsEmpty ? null : Hex(record.TraceId)
            ),
        ];

    private List<MetricRow> Series(MetricExport export)
    {
        var rows = new List<MetricRow>();
        foreach (var origin in export.Origins)
        {
            var resource = Name(origin.Origin);
            foreach (var metric in origin.Scopes.SelectMany(scope => scope.Metrics))
            {
                foreach (var point in metric.Gauge?.Points ?? metric.Sum?.Points ?? [])
                {
                    var value =
                        point.ValueCase is Number.ValueOneofCase.Whole
                            ? point.Whole
                            : point.Fraction;
                    rows.Add(Row(point.Attributes, value, null));
                }

                foreach (var point in metric.Histogram?.Points ?? [])
                {
                    var mean = point.Count == 0 ? 0 : point.Sum / point.Count;
                    rows.Add(Row(point.Attributes, mean, (long)point.Count));
                }

                MetricRow Row(IEnumerable<Otlp.Attribute> attributes, double value, long? count) =>
                    new(
                        resource,
                        metric.Name,
                        metric.Unit,
                        string.Join(", ", Known(attributes).Select(a => $"{a.Key}={a.Value}")),
                        value,
                        count
                    );
            }
        }

        return rows;
    }

    private static string Sort(
        Span span,
        IReadOnlyList<KeyValuePair<string, string>> attributes,
        string? scope
    )
    {
        if (scope == "Npgsql" || attributes.Any(a => a.Key is "db.system" or "db.system.name"))
        {
            return SpanRow.Database;
        }

        return span.Kind switch
        {
            Span.Types.Kind.Consumer => SpanRow.Job,
            Span.Types.Kind.Client when attributes.Any(a => a.Key == "peer.service") =>
                SpanRow.Provider,
            _ => SpanRow.Call,
        };
    }

    /// <summary>What tells one span from its like: the statement, the path, the status.</summary>
    private static string? Detail(
        string sort,
        IReadOnlyList<KeyValuePair<string, string>> attributes
    )
    {
        string? Of(params string[] names) =>
            names
                .Select(name => attributes.FirstOrDefault(a => a.Key == name).Value)
                .FirstOrDefault(value => value is not null);

        return sort == SpanRow.Database
                ? Of("db.query.text", "db.statement")?.ReplaceLineEndings(" ").Trim()
            : Of("http.response.status_code", "rpc.grpc.status_code") is { } status
                ? $"{Of("url.path", "http.route")} {status}".Trim()
            : null;
    }

    private string Name(Origin? origin) =>
        origin
            ?.Attributes.Where(attribute => attribute.Key == "service.name")
            .Select(attribute => Cut(mask.Hide(Text(attribute.Value))))
            .FirstOrDefault()
        ?? "unknown";

    private List<KeyValuePair<string, string>> Known(IEnumerable<Otlp.Attribute> attributes) =>
        [
            .. attributes.Select(attribute =>
                KeyValuePair.Create(
                    attribute.Key,
                    Cut(mask.HideVariable(attribute.Key, Text(attribute.Value)))
                )
            ),
        ];

    private static string Text(Value? value) =>
        value?.ValueCase switch
        {
            Value.ValueOneofCase.Text => value.Text,
            Value.ValueOneofCase.Flag => value.Flag ? "true" : "false",
            Value.ValueOneofCase.Whole => value.Whole.ToString(CultureInfo.InvariantCulture),
            Value.ValueOneofCase.Number => value.Number.ToString(CultureInfo.InvariantCulture),
            Value.ValueOneofCase.List => $"[{string.Join(", ", value.List.Items.Select(Text))}]",
            Value.ValueOneofCase.Map =>
                $"{{{string.Join(", ", value.Map.Items.Select(a => $"{a.Key}={Text(a.Value)}"))}}}",
            Value.ValueOneofCase.Raw => $"{value.Raw.Length} bytes",
            _ => "",
        };

    private static string Cut(string text) =>
        text.Length > LongestText ? text[..LongestText] + "…" : text;

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
