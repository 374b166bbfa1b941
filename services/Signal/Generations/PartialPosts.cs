using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Generations;

/// <summary>Reads the variants out of an answer, also while it is still being written.</summary>
internal static partial class PartialPosts
{
    // What may be missing at the end of a cut object of strings.
    private static readonly string[] Ends = ["", "}", "\"}", "\":\"\"}", ":\"\"}", "\"\"}"];

    /// <summary>As much as there is; empty when there is nothing readable yet.</summary>
    public static IReadOnlyList<string> Read(string json)
    {
        var cut = CutEscape().Replace(json, "").TrimEnd().TrimEnd(',');
        foreach (var end in Ends)
        {
            if (TryRead(cut + end) is { } posts)
            {
                return posts;
            }
        }

        return [];
    }

    /// <summary>The whole answer, valid against the form, or null.</summary>
    public static IReadOnlyList<string>? Whole(string json, int count) =>
        TryRead(json) is { } posts
        && posts.Count == count
        && posts.All(post => post.Length is > 0 and <= WritePost.LongestText)
            ? posts
            : null;

    private static List<string>? TryRead(string json)
    {
        try
        {
            using var answer = JsonDocument.Parse(json);
            return answer.RootElement.ValueKind == JsonValueKind.Object
                ?
                [
                    .. answer
                        .RootElement.EnumerateObject()
                        .Where(post => post.Value.ValueKind == JsonValueKind.String)
                        .Select(post => post.Value.GetString()!.ReplaceLineEndings("\n").Trim()),
                ]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A backslash that no other one escapes begins an escape that is not all there.
    [GeneratedRegex("""(?<=(?:^|[^\\])(?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$""")]
    private static partial Regex CutEscape();
}
