using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadFuel.Reach.Drafts;

/// <summary>Reads subject and body out of an answer, also while it is still being written.</summary>
public sealed partial record PartialMail(string Subject, string Body)
{
    // What may be missing at the end of a cut object of two strings.
    private static readonly string[] Ends = ["", "}", "\"}", "\":\"\"}", ":\"\"}", "\"\"}"];

    /// <summary>As much as there is; empty texts when there is nothing readable yet.</summary>
    public static PartialMail Read(string json)
    {
        var cut = CutEscape().Replace(json, "").TrimEnd().TrimEnd(',');
        foreach (var end in Ends)
        {
            if (TryRead(cut + end) is { } mail)
            {
                return mail;
            }
        }

        return new("", "");
    }

    /// <summary>The whole answer, valid against the form, or null.</summary>
    public static PartialMail? Whole(string json) =>
        TryRead(json)
            is {
                Subject.Length: > 0 and <= WriteDraft.LongestSubject,
                Body.Length: > 0 and <= WriteDraft.LongestBody
            } mail
            ? mail
            : null;

    private static PartialMail? TryRead(string json)
    {
        try
        {
            using var answer = JsonDocument.Parse(json);
            return answer.RootElement.ValueKind == JsonValueKind.Object
                ? new(
                    Text(answer.RootElement, "subject").ReplaceLineEndings(" ").Trim(),
                    Text(answer.RootElement, "body").ReplaceLineEndings("\n").Trim()
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    // A backslash that no other one escapes begins an escape that is not all there.
    [GeneratedRegex("""(?<=(?:^|[^\\])(?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$""")]
    private static partial Regex CutEscape();
}
