using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Stripe;

/// <summary>Reads form fields such as a[0][b], a[] and expand[0] into one object, as Stripe does.</summary>
public static class StripeForm
{
    public static JsonObject Read(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var root = new JsonObject();
        foreach (var (name, value) in fields)
        {
            var steps = name.Replace("]", "", StringComparison.Ordinal).Split('[');
            var here = root;
            for (var depth = 0; depth < steps.Length - 1; depth++)
            {
                var step = Step(here, steps[depth]);
                here = here[step] as JsonObject ?? Child(here, step);
            }

            here[Step(here, steps[^1])] = value;
        }

        return root;
    }

    public static string? Text(this JsonObject fields, string name) =>
        fields[name] is JsonValue value ? value.ToString() : null;

    public static JsonObject Part(this JsonObject fields, string name) =>
        fields[name] as JsonObject ?? [];

    public static JsonObject Copy(this JsonObject original) => original.DeepClone().AsObject();

    // An empty index means the next one.
    private static string Step(JsonObject here, string step) =>
        step.Length > 0
            ? step
            : here.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Child(JsonObject parent, string step)
    {
        var child = new JsonObject();
        parent[step] = child;
        return child;
    }
}
