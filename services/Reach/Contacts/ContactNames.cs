using System.Text;

namespace LeadFuel.Reach.Contacts;

/// <summary>The full names of an account's contacts, found in a text however they are spaced, cased, turned round or disguised.</summary>
internal sealed class ContactNames
{
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private int longest;

    /// <summary>Inside the caller's unit of work. A first name alone is a word like any other, and is not among them.</summary>
    public static async Task<ContactNames> Read(ReachDb db, CancellationToken ct)
    {
        var known = new ContactNames();
        await foreach (
            var name in db
                .Contacts.AsNoTracking()
                .Where(c => c.FirstName != "" && c.LastName != "")
                .Select(c => new { First = c.FirstName, Last = c.LastName })
                .Distinct()
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            known.Add($"{name.First} {name.Last}");
            known.Add($"{name.Last} {name.First}");
        }

        return known;
    }

    public IReadOnlyList<PersonalFinding> In(string text)
    {
        var plain = PlainText.Of(text);
        var words = Words(plain.Text).ToList();
        var found = new List<PersonalFinding>();
        for (var first = 0; first < words.Count; first++)
        {
            var run = new StringBuilder();
            for (var last = first; last < words.Count && last - first < longest; last++)
            {
                run.Append(last == first ? "" : " ").Append(Of(plain, words[last]));
                if (last > first && names.Contains(run.ToString()))
                {
                    var (start, end) = (words[first].Start, words[last].Start + words[last].Length);
                    found.Add(plain.At(PersonalFinding.Name, start, end - start));
                    first = last;
                    break;
                }
            }
        }

        return found;
    }

    private void Add(string name)
    {
        var plain = PlainText.Of(name);
        var words = Words(plain.Text).Select(word => Of(plain, word)).ToList();
        if (words.Count > 1)
        {
            names.Add(string.Join(' ', words));
            longest = Math.Max(longest, words.Count);
        }
    }

    private static string Of(PlainText plain, (int Start, int Length) word) =>
        plain.Text.Substring(word.Start, word.Length);

    // Whatever is neither letter nor digit parts words: O'Brien, Smith-Jones, "Hopper, Grace".
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
