using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Tests.Anthropic;

public static class Prompts
{
    public static readonly string[] Answers =
    [
        """<answer id="A1" question="Who are your best customers?">We sell to heads of finance at software companies in Utrecht. Our best customers have 50 to 200 employees.</answer>""",
        """<answer id="A2" question="What problem do they have?">They close the books by hand, and it takes twelve days.</answer>""",
        """<answer id="A3" question="What happens right before they buy?">Right after the first audit by Kelvin Partners.</answer>""",
        """<answer id="A4" question="Who should we not sell to?">We never sell to agencies.</answer>""",
        """<turn id="T21" speaker="user">Well, Cardine went from twelve days to four days.</turn>""",
        """<passage id="D2" page="4">Customers save 60 hours a month on average.</passage>""",
    ];

    public const string Mail = """
        <icp_profile>
        - These companies close the books by hand, and it takes twelve days.
        - Cardine went from twelve days to four days.
        </icp_profile>
        <persona>Head of finance; cares about closing the month in a week</persona>
        <step_goal>Get a fifteen minute call about the month-end close</step_goal>
        <merge_fields>first_name, company</merge_fields>
        """;

    public static readonly JsonElement Icp = Parse(
        """
        {"type":"object","additionalProperties":false,"required":["name","sections"],"properties":{
          "name":{"type":"string"},
          "sections":{"type":"array","items":{"$ref":"#/$defs/section"}}},
         "$defs":{
          "section":{"type":"object","additionalProperties":false,"required":["key","title","claims"],"properties":{
            "key":{"type":"string","enum":["summary","segments","firmographics","buying_triggers","personas","exclusions","value_messages","proof","open_questions"]},
            "title":{"type":"string"},
            "claims":{"type":"array","items":{"$ref":"#/$defs/claim"}}}},
          "claim":{"type":"object","additionalProperties":false,"required":["text","confidence","citations"],"properties":{
            "text":{"type":"string"},
            "confidence":{"type":"string","enum":["low","medium","high"]},
            "citations":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["source_id","quote"],"properties":{
              "source_id":{"type":"string"},"quote":{"type":"string"}}}}}}}}
        """
    );

    public static readonly JsonElement Draft = Parse(
        """
        {"type":"object","additionalProperties":false,"required":["subject","body"],"properties":{
          "subject":{"type":"string"},"body":{"type":"string"}}}
        """
    );

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>Why the instance does not fit the schema, or nothing.</summary>
    public static string? Misfit(
        JsonElement root,
        JsonElement schema,
        JsonNode? value,
        string path = "$"
    )
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var target = root;
            foreach (var step in reference.GetString()!.Split('/').Skip(1))
            {
                target = target.GetProperty(step);
            }

            return Misfit(root, target, value, path);
        }

        if (schema.TryGetProperty("anyOf", out var branches))
        {
            return branches
                .EnumerateArray()
                .Any(branch => Misfit(root, branch, value, path) is null)
                ? null
                : $"{path}: no branch";
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return words.EnumerateArray().Any(word => word.GetString() == (string?)value)
                ? null
                : $"{path}: {value} not in enum";
        }

        return (schema.GetProperty("type").GetString(), value) switch
        {
            ("object", JsonObject node) => Object(root, schema, node, path),
            ("array", JsonArray list) => list.Select(
                    (item, index) =>
                        Misfit(root, schema.GetProperty("items"), item, $"{path}[{index}]")
                )
                .FirstOrDefault(wrong => wrong is not null),
            ("string", JsonValue text) when text.GetValueKind() == JsonValueKind.String => null,
            ("number" or "integer", JsonValue number)
                when number.GetValueKind() == JsonValueKind.Number => null,
            ("boolean", JsonValue flag)
                when flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False => null,
            ("null", null) => null,
            var (type, _) => $"{path}: {value?.ToJsonString()} is no {type}",
        };
    }

    private static string? Object(
        JsonElement root,
        JsonElement schema,
        JsonObject node,
        string path
    )
    {
        var properties = schema.GetProperty("properties");
        foreach (var required in schema.GetProperty("required").EnumerateArray())
        {
            if (!node.ContainsKey(required.GetString()!))
            {
                return $"{path}: {required} is missing";
            }
        }

        return node.Select(pair =>
                properties.TryGetProperty(pair.Key, out var property)
                    ? Misfit(root, property, pair.Value, $"{path}.{pair.Key}")
                    : $"{path}.{pair.Key} is not in the schema"
            )
            .FirstOrDefault(wrong => wrong is not null);
    }
}
