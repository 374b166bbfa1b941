namespace LeadFuel.Reach.Contacts;

/// <summary>The full names of an account's contacts, found in a text however they are spaced, cased, turned round or disguised.</summary>
internal sealed class ContactNames
{
    private readonly HashSet<string> names = [];
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

    /// <summary>None lies within another; of those that begin together the shortest.</summary>
    public IReadOnlyList<PersonalFinding> In(string text)
    {
        var found = new List<PersonalFinding>();
        foreach (var run in FullNames.In(text, longest).Where(run => names.Contains(run.Key)))
        {
            if (found.Count == 0 || run.Place.Start >= found[^1].Start + found[^1].Length)
            {
                found.Add(run.Place);
            }
        }

        return found;
    }

    private void Add(string name)
    {
        var key = FullNames.Key(name);
        if (key.Contains(' '))
        {
            names.Add(key);
            longest = Math.Max(longest, key.Count(letter => letter == ' ') + 1);
        }
    }
}
