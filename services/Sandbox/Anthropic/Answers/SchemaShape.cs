using System.Text.Json;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>Recognises what a schema is for by its properties' names.</summary>
public sealed class SchemaShape(JsonElement root)
{
    private static readonly string[] KeyNames =
    [
        "key",
        "section",
        "section_key",
        "question_key",
        "question",
        "field",
        "topic",
        "id",
        "name",
        "kind",
        "type",
    ];
    private static readonly string[] TextNames =
    [
        "text",
        "claim",
        "statement",
        "value",
        "answer",
        "content",
        "finding",
        "summary",
        "description",
    ];
    private static readonly string[] QuoteNames = ["quote", "excerpt", "verbatim"];

    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object)
        {
            if (
                schema.TryGetProperty("$ref", out var reference)
                && SchemaCheck.Resolve(root, reference.GetString()!) is { } target
            )
            {
                schema = target;
            }
            else if (Branch(schema) is { } branch)
            {
                schema = branch;
            }
            else
            {
                break;
            }
        }

        return schema;
    }

    public static string Type(JsonElement schema)
    {
        if (
            schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("type", out var type)
        )
        {
            return
                schema.ValueKind == JsonValueKind.Object
                && schema.TryGetProperty("properties", out _)
                ? "object"
                : "string";
        }

        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()!).First(one => one != "null")
            : type.GetString()!;
    }

    public static IReadOnlyList<string> Words(JsonElement schema) =>
        schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array
            ?
            [
                .. values
                    .EnumerateArray()
                    .Where(value => value.ValueKind == JsonValueKind.String)
                    .Select(value => value.GetString()!),
            ]
            : [];

    public IEnumerable<(string Name, JsonElement Schema)> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties)
            ? properties
                .EnumerateObject()
                .Select(property => (property.Name, Resolve(property.Value)))
            : [];

    public JsonElement? Items(JsonElement schema) =>
        Type(schema) == "array" && schema.TryGetProperty("items", out var items)
            ? Resolve(items)
            : null;

    /// <summary>An object that says where something stands: a quote and the id of its source.</summary>
    public bool IsCitation(JsonElement schema) =>
        Has(schema, QuoteNames) && !Has(schema, TextNames);

    /// <summary>An object that says something and where it stands.</summary>
    public bool IsClaim(JsonElement schema) =>
        Has(schema, TextNames)
        && (
            Has(schema, QuoteNames)
            || Properties(schema)
                .Any(property =>
                    Items(property.Schema) is { } items
                    && (IsCitation(items) || IsIds(property.Name))
                )
        );

    /// <summary>An object, or a list, that holds claims.</summary>
    public bool HoldsClaims(JsonElement schema) =>
        Items(schema) is { } items
            ? IsClaim(items) || HoldsClaims(items)
            : Type(schema) == "object"
                && Properties(schema)
                    .Any(property => Items(property.Schema) is { } inner && IsClaim(inner));

    /// <summary>The property that names which of several things an item of a list is.</summary>
    public (string Name, JsonElement Schema)? Key(JsonElement schema) =>
        Properties(schema)
            .Where(property =>
                KeyNames.Contains(property.Name) && Type(property.Schema) == "string"
            )
            .OrderByDescending(property => Words(property.Schema).Count > 0)
            .ThenBy(property => Array.IndexOf(KeyNames, property.Name))
            .Select(property => ((string, JsonElement)?)property)
            .FirstOrDefault();

    public static bool IsIds(string name) =>
        name.EndsWith("ids", StringComparison.OrdinalIgnoreCase)
        || name is "sources" or "turns" or "source_turns" or "evidence";

    public static bool IsId(string name) =>
        name is "id" or "source"
        || name.EndsWith("_id", StringComparison.Ordinal)
        || name.EndsWith("Id", StringComparison.Ordinal);

    public static bool IsText(string name) => TextNames.Contains(name);

    public static bool IsQuote(string name) => QuoteNames.Contains(name);

    private bool Has(JsonElement schema, string[] names) =>
        Properties(schema).Any(property => names.Contains(property.Name));

    private static JsonElement? Branch(JsonElement schema)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(keyword, out var branches))
            {
                foreach (var branch in branches.EnumerateArray())
                {
                    if (
                        !(
                            branch.TryGetProperty("type", out var type)
                            && type.ValueKind == JsonValueKind.String
                            && type.GetString() == "null"
                        )
                    )
                    {
                        return branch;
                    }
                }
            }
        }

        return null;
    }
}
