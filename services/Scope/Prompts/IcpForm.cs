using System.Text.Json;
using System.Text.Json.Nodes;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Prompts;

/// <summary>One list that the model fills, and where it goes in the document.</summary>
public sealed record FormList(
    string Key,
    string Section,
    string? Aspect,
    bool Labelled,
    string Says
);

/// <summary>The form of the model's answer: lists of claims with citations, in the order of the document.</summary>
public static class IcpForm
{
    public static readonly IReadOnlyList<FormList> Lists =
    [
        new("summary", "summary", null, false, "The profile in two to four sentences."),
        new(
            "segments",
            "segments",
            null,
            true,
            "Groups of companies that are worth telling apart."
        ),
        new("firmographics", "firmographics", null, true, "Industry, size, country, funding."),
        new("technographics", "technographics", null, true, "Tools and systems they use."),
        new(
            "buying_triggers",
            "buying_triggers",
            null,
            false,
            "Events after which they start to look."
        ),
        new(
            "personas",
            "personas",
            "titles",
            true,
            "Who decides, uses, agrees; the label is the title."
        ),
        new("goals", "personas", "goals", false, "What these people want to reach."),
        new("pains", "personas", "pains", false, "What hurts them today."),
        new("objections", "personas", "objections", false, "What they say when they hesitate."),
        new("exclusions", "exclusions", null, false, "Companies that look right but are not."),
        new(
            "value_messages",
            "value_messages",
            null,
            false,
            "What gets better, in the customers' words."
        ),
        new("proof", "proof", null, false, "Results and references."),
        new("competitors", "competitors", null, false, "What it is compared with."),
        new("open_questions", "open_questions", null, false, "What is missing or contradictory."),
    ];

    public static readonly IReadOnlyList<(string Key, string Title)> Sections =
    [
        ("summary", "Summary"),
        ("segments", "Segments"),
        ("firmographics", "Firmographics"),
        ("technographics", "Technographics"),
        ("buying_triggers", "Buying triggers"),
        ("personas", "Personas"),
        ("exclusions", "Exclusions"),
        ("value_messages", "Value messages"),
        ("proof", "Proof"),
        ("competitors", "Competitors"),
        ("open_questions", "Open questions"),
    ];

    public static readonly JsonElement Schema = Build();

    public static string Title(string section) => Sections.First(one => one.Key == section).Title;

    // Structured output takes no lengths and no counts: IcpAnswer checks those.
    private static JsonElement Build()
    {
        var lists = new JsonObject();
        foreach (var list in Lists)
        {
            lists[list.Key] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = list.Says,
                ["items"] = Claim(list.Labelled),
            };
        }

        return JsonSerializer.SerializeToElement(Object(lists));
    }

    private static JsonObject Claim(bool labelled)
    {
        var fields = new JsonObject();
        if (labelled)
        {
            fields["label"] = new JsonObject { ["type"] = "string" };
        }

        fields["text"] = new JsonObject { ["type"] = "string" };
        fields["citations"] = new JsonObject
        {
            ["type"] = "array",
            ["items"] = Object(
                new JsonObject
                {
                    ["source"] = new JsonObject { ["type"] = "string" },
                    ["quote"] = new JsonObject { ["type"] = "string" },
                }
            ),
        };
        return Object(fields);
    }

    private static JsonObject Object(JsonObject properties) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([
                .. properties.Select(property => (JsonNode)property.Key),
            ]),
            ["additionalProperties"] = false,
        };
}
