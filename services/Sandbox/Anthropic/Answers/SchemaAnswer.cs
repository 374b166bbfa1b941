using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>Writes a valid instance of a schema out of what the prompt holds, and of nothing else.</summary>
public sealed class SchemaAnswer
{
    private readonly Prompt prompt;
    private readonly JsonElement root;
    private readonly bool falseQuote;
    private readonly Sources sources;
    private readonly SchemaShape shape;
    private readonly Sections sections;
    private readonly Dictionary<int, MailDraft> mails = [];
    private int cited;

    public SchemaAnswer(Prompt prompt, JsonElement schema, bool falseQuote)
    {
        this.prompt = prompt;
        root = schema;
        this.falseQuote = falseQuote;
        sources = new Sources(prompt);
        shape = new SchemaShape(schema);
        sections = new Sections(prompt, sources);
    }

    public JsonNode Write() =>
        Node("", shape.Resolve(root), new Place(null, sources.AnyFacts, null, 0))!;

    private JsonNode? Node(string name, JsonElement schema, Place place)
    {
        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return Chosen(name, values, place);
        }

        return SchemaShape.Type(schema) switch
        {
            "object" => Object(schema, place),
            "array" => List(name, schema, place),
            "number" or "integer" => Number(name, schema, place),
            "boolean" => JsonValue.Create(prompt.Pick($"{name}{place.Index}", 2) == 0),
            "null" => null,
            _ => JsonValue.Create(Text(name, schema, place)),
        };
    }

    private JsonObject Object(JsonElement schema, Place place)
    {
        var properties = shape.Properties(schema).ToList();
        var named = place.Topic is null
            ? [.. properties.Where(property => shape.HoldsClaims(property.Schema))]
            : properties[..0];
        var dealt =
            named.Count > 1
                ? sections.Deal([
                    .. named.Select(section =>
                        Topic.Of(section.Name, section.Name, Description(section.Schema))
                    ),
                ])
                : [];
        var node = new JsonObject();
        foreach (var (name, property) in properties)
        {
            var own = named.FindIndex(section => section.Name == name);
            node[name] = Node(name, property, own >= 0 && dealt.Count > 0 ? dealt[own] : place);
        }

        return node;
    }

    private JsonArray List(string name, JsonElement schema, Place place)
    {
        if (shape.Items(schema) is not { } items)
        {
            return [];
        }

        if (SchemaShape.Words(items) is { Count: > 0 } words)
        {
            return new JsonArray([
                .. Fitting(words, place).Take(4).Select(word => JsonValue.Create(word)),
            ]);
        }

        if (SchemaShape.Type(items) != "object")
        {
            return Strings(name, items, place);
        }

        if (shape.IsCitation(items))
        {
            return place.Fact is null ? [] : [Object(items, place)];
        }

        if (
            place.Topic is null
            && (
                shape.HoldsClaims(items)
                || (shape.Key(items) is { } key && SchemaShape.Words(key.Schema).Count > 0)
            )
        )
        {
            return new JsonArray([.. Sections(items).Select(section => Object(items, section))]);
        }

        if (shape.IsClaim(items))
        {
            return new JsonArray([.. sections.Claims(place).Select(claim => Object(items, claim))]);
        }

        var facts = place.Facts.Take(3).ToList();
        return facts.Count > 0
            ? new JsonArray([
                .. facts.Select(
                    (fact, index) => Object(items, place with { Fact = fact, Index = index })
                ),
            ])
            : new JsonArray([
                .. Enumerable
                    .Range(0, 2)
                    .Select(index => Object(items, place with { Index = index })),
            ]);
    }

    private JsonArray Strings(string name, JsonElement items, Place place)
    {
        var facts = place.Fact is null ? place.Facts : [place.Fact];
        if (SchemaShape.IsIds(name))
        {
            return new JsonArray([
                .. facts
                    .Select(fact => fact.Source.Id)
                    .Where(id => id.Length > 0)
                    .Distinct()
                    .Take(6)
                    .Select(id => JsonValue.Create(id)),
            ]);
        }

        return new JsonArray([
            .. facts
                .Take(3)
                .Select(
                    (fact, index) => Node(name, items, place with { Fact = fact, Index = index })
                ),
        ]);
    }

    /// <summary>One section for each key that the material says something about, and what is missing at the end.</summary>
    private IEnumerable<Place> Sections(JsonElement items)
    {
        var key = shape.Key(items);
        var known = key is null ? [] : SchemaShape.Words(key.Value.Schema);
        var topics =
            known.Count > 0 ? known.Select(word => Topic.Of(word, Title(word), "")) : Topic.All;
        return sections
            .Deal([.. topics])
            .Where(section => section.Facts.Count > 0 || section.Missing.Count > 0);
    }

    private string Text(string name, JsonElement schema, Place place)
    {
        if (schema.TryGetProperty("format", out var format))
        {
            return format.GetString() switch
            {
                "date" => "2026-01-15",
                "date-time" => "2026-01-15T09:00:00Z",
                "time" => "09:00:00Z",
                "email" => "someone@example.test",
                "uri" => "https://example.test/",
                "uuid" => "0197a000-0000-7000-8000-000000000001",
                _ => "example",
            };
        }

        var fact = place.Fact ?? (place.Facts.Count > 0 ? place.Facts[0] : null);
        var topic = place switch
        {
            { Topic: null } => Topic.All[0],
            { Topic.Key: "summary", Fact.IsOffer: true } => Topic.Offer,
            { Topic.Key: "summary", Fact: { } trigger } when Topic.IsTrigger(trigger) => Topic.Of(
                "buying_triggers",
                "",
                ""
            ),
            _ => place.Topic,
        };
        return name switch
        {
            "subject" or "subject_line" => Mail(place).Subject,
            "body" or "body_text" or "text_body" => Mail(place).Body,
            "html" or "body_html" or "html_body" => Mail(place).Html,
            "preview" or "preheader" or "preview_text" => Phrases.Opening(Mail(place).Subject, 8),
            "key" or "section" or "section_key" or "question_key" when place.Topic is not null =>
                topic.Key,
            "label" when place is { Topic: not null, Fact: not null } => Labels.For(
                topic,
                place.Fact.Said
            ),
            "label" when place.Assumption is not null => "To check",
            "title" or "heading" or "name" or "label" => place.Topic?.Title
                ?? (fact is null ? "A first look" : Phrases.Subject(fact.Said)),
            "question" => fact?.Source.Question is { Length: > 0 } asked ? asked
            : topic.Missing.Length > 0 ? topic.Missing
            : "What would have to be true for this to work?",
            "page" => fact?.Source.Attributes.GetValueOrDefault("page", "") ?? "",
            _ when name.StartsWith("post_", StringComparison.Ordinal) => new PostDraft(
                sources,
                prompt,
                name
            ).Text,
            _ when SchemaShape.IsQuote(name) => Quote(fact),
            _ when SchemaShape.IsId(name) => fact?.Source.Id ?? $"item-{place.Index + 1}",
            _ when place.Assumption is not null => place.Assumption,
            _ when fact is null => Fallback(name, place),
            "value" or "answer" => string.Join(
                ' ',
                (place.Fact is null ? place.Facts.Take(3) : [fact]).Select(one =>
                    Phrases.Plain(one.Said)
                )
            ),
            _ => Phrases.Claim(topic, fact.Said),
        };
    }

    private string Quote(Fact? fact)
    {
        if (fact is null)
        {
            return "";
        }

        cited++;
        var invented = falseQuote ? cited == 1 : cited == 4 && prompt.Pick("false quote", 3) == 0;
        return invented
            ? $"{Phrases.Opening(fact.Sentence, 5)}, every single quarter without exception"
            : fact.Sentence;
    }

    private JsonValue Number(string name, JsonElement schema, Place place)
    {
        var whole = SchemaShape.Type(schema) == "integer";
        var (low, range) = place.Assumption is null ? (62, 34) : (35, 15);
        var percent = low + prompt.Pick($"{name}/{place.Topic?.Key}/{place.Index}", range);
        if (
            name.Contains("confidence", StringComparison.Ordinal)
            || name.Contains("score", StringComparison.Ordinal)
            || name.Contains("probability", StringComparison.Ordinal)
        )
        {
            return whole || Description(schema).Contains("100", StringComparison.Ordinal)
                ? JsonValue.Create(percent)
                : JsonValue.Create(percent / 100.0);
        }

        if (
            name == "page"
            && int.TryParse(
                place.Fact?.Source.Attributes.GetValueOrDefault("page"),
                CultureInfo.InvariantCulture,
                out var page
            )
        )
        {
            return JsonValue.Create(page);
        }

        return JsonValue.Create(1 + prompt.Pick($"{name}{place.Index}", 9));
    }

    private JsonNode? Chosen(string name, JsonElement values, Place place)
    {
        var words = values
            .EnumerateArray()
            .Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => value.GetString()!)
            .ToList();
        if (words.Count == 0)
        {
            return JsonNode.Parse(values[0].GetRawText());
        }

        if (place.Topic is { } topic && words.Contains(topic.Key))
        {
            return JsonValue.Create(topic.Key);
        }

        if (words.Contains("high") && words.Contains("low"))
        {
            return JsonValue.Create(
                place.Assumption is not null ? "low"
                : words.Contains("medium")
                && prompt.Pick($"{name}/{place.Topic?.Key}/{place.Index}", 3) == 0
                    ? "medium"
                : "high"
            );
        }

        return JsonValue.Create(
            place.Fact is { } fact && words.Contains(fact.Source.Tag)
                ? fact.Source.Tag
                : Fitting(words, place).FirstOrDefault() ?? words[prompt.Pick(name, words.Count)]
        );
    }

    private static IEnumerable<string> Fitting(IReadOnlyList<string> words, Place place)
    {
        var text = string.Join(
                ' ',
                (place.Fact is null ? place.Facts : [place.Fact]).Select(fact => fact.Sentence)
            )
            .ToLowerInvariant();
        return Labels.Order(words, text);
    }

    private MailDraft Mail(Place place) =>
        mails.TryGetValue(place.Index, out var mail)
            ? mail
            : mails[place.Index] = new MailDraft(sources, prompt, place.Index);

    private static string Fallback(string name, Place place) =>
        place.Topic is { Missing.Length: > 0 } topic
            ? $"Nothing was said about this yet. {topic.Missing}"
            : $"{Phrases.Upper(name.Replace('_', ' '))}: nothing in the material speaks to this yet.";

    private static string Description(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("description", out var text)
            ? text.GetString() ?? ""
            : "";

    private static string Title(string key) => Phrases.Upper(key.Replace('_', ' '));
}
