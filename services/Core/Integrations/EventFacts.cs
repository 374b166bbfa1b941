using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LeadFuel.Core.Integrations;

/// <summary>What is told of an event: one record, built anew at each try and kept nowhere.</summary>
public sealed record EventFacts(
    Guid Id,
    string Type,
    DateTimeOffset At,
    string Title,
    string Summary,
    string Link
)
{
    /// <summary>Only with the event's "include customer data".</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    public bool Test { get; init; }

    public bool OfCustomers => Details is not null && !Test;

    /// <summary>Sample text, of nobody; with the further fields if the event would have them.</summary>
    public static EventFacts Sample(EventKind kind, bool details, Uri origin, DateTimeOffset now) =>
        new(
            Guid.CreateVersion7(),
            kind.Type,
            now,
            kind.Title,
            kind.Summary,
            new Uri(origin, kind.Path).ToString()
        )
        {
            Details = details ? kind.Details : null,
            Test = true,
        };

    /// <summary>The exact bytes that are signed and sent.</summary>
    public byte[] Json()
    {
        var data = new JsonObject
        {
            ["title"] = Title,
            ["summary"] = Summary,
            ["url"] = Link,
        };
        if (Details is not null)
        {
            data["details"] = new JsonObject(
                Details.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))
            );
        }

        var body = new JsonObject
        {
            ["id"] = $"evt_{Id:N}",
            ["type"] = Type,
            ["timestamp"] = At.UtcDateTime.ToString(
                "yyyy-MM-ddTHH:mm:ssZ",
                CultureInfo.InvariantCulture
            ),
            ["data"] = data,
        };
        if (Test)
        {
            body["test"] = true;
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
