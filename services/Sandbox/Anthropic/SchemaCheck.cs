using System.Text.Json;

namespace LeadFuel.Sandbox.Anthropic;

/// <summary>What structured output does not take: a schema that passes here passes there.</summary>
public static class SchemaCheck
{
    private static readonly string[] Refused =
    [
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "maxItems",
        "uniqueItems",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "not",
        "if",
    ];

    public static string? Wrong(JsonElement schema) => Wrong(schema, schema, [], "schema");

    private static string? Wrong(
        JsonElement root,
        JsonElement schema,
        HashSet<string> above,
        string path
    )
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return $"{path}: a schema is an object";
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString() ?? "";
            if (!above.Add(name))
            {
                return $"{path}: recursive schemas are not supported";
            }

            var wrong = Resolve(root, name) is { } target
                ? Wrong(root, target, above, path)
                : $"{path}: unknown {name}";
            above.Remove(name);
            return wrong;
        }

        foreach (var keyword in Refused)
        {
            if (schema.TryGetProperty(keyword, out _))
            {
                return $"{path}: '{keyword}' is not supported";
            }
        }

        if (schema.TryGetProperty("minItems", out var least) && least.GetInt32() > 1)
        {
            return $"{path}: 'minItems' takes 0 or 1";
        }

        return ObjectIsOpen(schema)
            ? $"{path}: for 'object' type, 'additionalProperties' must be explicitly set to false"
            : Parts(root, schema, above, path);
    }

    private static string? Parts(
        JsonElement root,
        JsonElement schema,
        HashSet<string> above,
        string path
    )
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (
                    Wrong(root, property.Value, above, $"{path}.properties.{property.Name}") is
                    { } wrong
                )
                {
                    return wrong;
                }
            }
        }

        if (
            schema.TryGetProperty("items", out var items)
            && Wrong(root, items, above, $"{path}.items") is { } inItems
        )
        {
            return inItems;
        }

        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(keyword, out var branches))
            {
                foreach (var branch in branches.EnumerateArray())
                {
                    if (Wrong(root, branch, above, $"{path}.{keyword}") is { } wrong)
                    {
                        return wrong;
                    }
                }
            }
        }

        return null;
    }

    public static JsonElement? Resolve(JsonElement root, string reference)
    {
        var here = root;
        foreach (
            var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(step, out here))
            {
                return null;
            }
        }

        return here;
    }

    private static bool ObjectIsOpen(JsonElement schema) =>
        schema.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String
        && type.GetString() == "object"
        && !(
            schema.TryGetProperty("additionalProperties", out var more)
            && more.ValueKind == JsonValueKind.False
        );
}
