using System.Globalization;
using System.Text.Json;

namespace LeadFuel.Reach.Providers.Resend;

/// <summary>Reads Resend's JSON, of which any member may be missing or null.</summary>
internal static class ResendWire
{
    public static ReceivedMail ReadMail(JsonElement mail)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Has(mail, "headers", JsonValueKind.Object, out var given))
        {
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] =
                    header.Value.ValueKind == JsonValueKind.Array
                        ? string.Join(' ', header.Value.EnumerateArray().Select(v => v.ToString()))
                        : header.Value.ToString();
            }
        }

        return new(
            Text(mail, "id"),
            Text(mail, "from"),
            Texts(mail, "to"),
            Text(mail, "subject"),
            Text(mail, "message_id"),
            Text(mail, "text"),
            Text(mail, "html"),
            headers,
            Instant(mail, "created_at"),
            [
                .. All(mail, "attachments")
                    .Where(file => file.ValueKind == JsonValueKind.Object)
                    .Select(file => new ReceivedFile(
                        Text(file, "id"),
                        Text(file, "filename"),
                        Text(file, "content_type"),
                        Number(file, "size")
                    )),
            ]
        );
    }

    public static string Text(JsonElement json, string name) =>
        Has(json, name, JsonValueKind.String, out var text) ? text.GetString()! : "";

    public static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        [.. All(json, name).Select(one => one.ToString())];

    public static DateTimeOffset? Instant(JsonElement json, string name) =>
        DateTimeOffset.TryParse(
            Text(json, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at.ToUniversalTime()
            : null;

    public static bool Has(
        JsonElement json,
        string name,
        JsonValueKind kind,
        out JsonElement value
    ) => json.TryGetProperty(name, out value) && value.ValueKind == kind;

    private static IReadOnlyList<JsonElement> All(JsonElement json, string name) =>
        Has(json, name, JsonValueKind.Array, out var all) ? [.. all.EnumerateArray()] : [];

    private static long? Number(JsonElement json, string name) =>
        Has(json, name, JsonValueKind.Number, out var number)
        && number.TryGetInt64(out var value)
        && value >= 0
            ? value
            : null;
}
