using System.Text.Json;

namespace LeadFuel.Scope.Providers.OpenAi;

/// <summary>Reads parts of an event, any of which may be missing.</summary>
internal static class RealtimeEvent
{
    public static string Text(this JsonElement of, string name) => of.Optional(name) ?? "";

    public static string? Optional(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Whether a response put out an item of this type.</summary>
    public static bool Has(this JsonElement response, string type) =>
        response.TryGetProperty("output", out var output)
        && output.EnumerateArray().Any(item => item.Text("type") == type);
}
