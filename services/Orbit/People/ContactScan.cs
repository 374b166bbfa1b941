using System.Text.RegularExpressions;

namespace LeadFuel.Orbit.People;

/// <summary>
/// Finds stored people in a text before it leaves for others: addresses, and full names of two words or more. The text
/// is taken apart and asked about; the people are not loaded. Whose mailbox they stand in makes no difference here.
/// </summary>
internal static partial class ContactScan
{
    private const int AtOnce = 10_000;

    /// <summary>Text by text, in the order of each; none lies within another. All texts are asked about together.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<PersonalFinding>>> Of(
        OrbitDb db,
        IReadOnlyList<string> texts,
        CancellationToken ct
    )
    {
        var found = new List<(int Text, PersonalFinding Place)>();
        var emails = texts
            .Index()
            .SelectMany(text =>
                Email()
                    .Matches(text.Item)
                    .Select(match =>
                        (
                            Text: text.Index,
                            Email: EmailAddress.Normal(match.Value),
                            Place: new PersonalFinding(
                                PersonalFinding.Email,
                                match.Index,
                                match.Length
                            )
                        )
                    )
            )
            .Where(match => match.Email is not null)
            .ToLookup(match => match.Email!, match => (match.Text, match.Place));
        foreach (var chunk in emails.Select(group => group.Key).Chunk(AtOnce))
        {
            var known = await db
                .Addresses.AsNoTracking()
                .Where(a => a.PersonId != null && chunk.Contains(a.Email))
                .Select(a => a.Email)
                .ToListAsync(ct);
            found.AddRange(known.SelectMany(email => emails[email]));
        }

        // "Bakke, Arne" is Arne Bakke.
        var names = texts
            .Index()
            .SelectMany(text =>
                FullNames
                    .In(text.Item, FullNames.MostWords)
                    .SelectMany(run =>
                        FullNames
                            .Turned(run.Key)
                            .Prepend(run.Key)
                            .Select(key => (Text: text.Index, Key: key, run.Place))
                    )
            )
            .ToLookup(name => name.Key, name => (name.Text, name.Place));
        foreach (var chunk in names.Select(group => group.Key).Chunk(AtOnce))
        {
            var known = await db
                .Persons.AsNoTracking()
                // A first name with a hyphen is two words, and no full name.
                .Where(p => chunk.Contains(p.NameKey) && EF.Functions.Like(p.Name, "% %"))
                .Select(p => p.NameKey)
                .Distinct()
                .ToListAsync(ct);
            found.AddRange(known.SelectMany(key => names[key]));
        }

        var places = found.ToLookup(one => one.Text, one => one.Place);
        return [.. texts.Select((_, at) => Apart(places[at]))];
    }

    private static List<PersonalFinding> Apart(IEnumerable<PersonalFinding> found)
    {
        var all = new List<PersonalFinding>();
        foreach (var one in found.OrderBy(f => f.Start).ThenByDescending(f => f.Length))
        {
            if (all.Count == 0 || one.Start >= all[^1].Start + all[^1].Length)
            {
                all.Add(one);
            }
        }

        return all;
    }

    [GeneratedRegex(
        @"[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Email();
}
