using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Scope.Outcomes;

/// <summary>Reading values out of a CRM's JSON, where ids are numbers here and texts there.</summary>
internal static class CrmText
{
    public static string? Text(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
            ? value.Text()
            : null;

    public static string? Text(this JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    public static JsonElement Part(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
            ? value
            : default;

    /// <summary>An id as it can be kept: neither empty nor long.</summary>
    public static string? Id(this JsonElement from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (from.Text(name)?.Trim() is { Length: > 0 and <= 100 } id)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>Unix milliseconds or seconds, RFC 3339, or `2026-01-01 00:00:00`, which is UTC.</summary>
    public static DateTimeOffset? Time(string? text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            // Seconds of this century have ten digits, milliseconds have thirteen.
            return number switch
            {
                > 100_000_000_000 and < 100_000_000_000_000 =>
                    DateTimeOffset.FromUnixTimeMilliseconds(number),
                > 0 and <= 100_000_000_000 => DateTimeOffset.FromUnixTimeSeconds(number),
                _ => null,
            };
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;
    }

    /// <summary>A value as it is kept: cut where it is long, without the zero bytes that cannot be stored.</summary>
    public static void Keep(this CrmFields fields, string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        var kept = value.Replace("\0", "", StringComparison.Ordinal).Trim();
        fields[name] = name switch
        {
            CrmFields.ClosedAt => Time(kept)?.ToString("O", CultureInfo.InvariantCulture) ?? "",
            _ when kept.Length > CrmFields.Longest => kept[..CrmFields.Longest],
            _ => kept,
        };
    }

    public static string Key(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            // With its length before it, so that no two lists run together.
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
