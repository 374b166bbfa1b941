using System.Text;

namespace LeadFuel.Prompts;

/// <summary>Full names, however they are spaced, cased, parted or disguised: whatever is neither letter nor digit parts words.</summary>
public static class FullNames
{
    public const int MostWords = 5;

    /// <summary>A run of words as it is compared, and where it was typed.</summary>
    public readonly record struct Run(string Key, PersonalFinding Place);

    /// <summary>A name as it is compared: its words in lower case, one space between. The database folds A to Z only, so this is not left to it.</summary>
    public static string Key(string name)
    {
        var plain = PlainText.Of(name).Text;
        return string.Join(' ', Words(plain).Select(word => Of(plain, word)));
    }

    /// <summary>The same turned round, wherever a family name may end: "bakke arne" and "van der berg arne".</summary>
    public static IEnumerable<string> Turned(string key)
    {
        for (var at = key.IndexOf(' '); at > 0; at = key.IndexOf(' ', at + 1))
        {
            yield return $"{key[(at + 1)..]} {key[..at]}";
        }
    }

    /// <summary>Every run of two words or more, from each word the shortest first.</summary>
    public static IEnumerable<Run> In(string text, int mostWords)
    {
        var plain = PlainText.Of(text);
        var words = Words(plain.Text).ToList();
        for (var first = 0; first < words.Count; first++)
        {
            var key = new StringBuilder(Of(plain.Text, words[first]));
            for (var last = first + 1; last < words.Count && last - first < mostWords; last++)
            {
                key.Append(' ').Append(Of(plain.Text, words[last]));
                var (start, end) = (words[first].Start, words[last].Start + words[last].Length);
                yield return new(
                    key.ToString(),
                    plain.At(PersonalFinding.Name, start, end - start)
                );
            }
        }
    }

    private static string Of(string text, (int Start, int Length) word) =>
        text.Substring(word.Start, word.Length).ToLowerInvariant();

    private static IEnumerable<(int Start, int Length)> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                yield return (start, i - start);
                start = -1;
            }
        }
    }
}
