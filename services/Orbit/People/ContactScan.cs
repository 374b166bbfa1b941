using System.Text.RegularExpressions;

namespace LeadFuel.Orbit.People;

/// <summary>
/// Finds stored people in a text before it leaves for others: addresses, and full names of two words or more. The text
/// is taken apart and asked about; the people are not loaded. Whose mailbox they stand in makes no difference here.
/// </summary>
internal static partial class ContactScan
{
    private const int LongestName = 5;
    private const int AtOnce = 10_000;

    public sealed record Span(int Start, int Length, string Kind, Guid PersonId);

    public static async Task<IReadOnlyList<Span>> Of(OrbitDb db, string text, CancellationToken ct)
    {
        var spans = new List<Span>();
        var emails = Email()
            .Matches(text)
            .Select(match => (match.Index, match.Length, Email: EmailAddress.Normal(match.Value)))
            .Where(match => match.Email is not null)
            .ToLookup(match => match.Email!);
        foreach (var chunk in emails.Select(group => group.Key).Chunk(AtOnce))
        {
            var known = await (
                from address in db.Addresses.AsNoTracking()
                join person in db.Persons on address.PersonId equals (Guid?)person.Id
                where chunk.Contains(address.Email)
                select new { address.Email, person.RootId }
            ).ToListAsync(ct);
            spans.AddRange(
                known.SelectMany(row =>
                    emails[row.Email].Select(m => new Span(m.Index, m.Length, "email", row.RootId))
                )
            );
        }

        var names = Names(text).ToLookup(name => name.Key);
        foreach (var chunk in names.Select(group => group.Key).Chunk(AtOnce))
        {
            var known = await db
                .Persons.AsNoTracking()
                .Where(p => chunk.Contains(p.NameKey))
                .Select(p => new { p.NameKey, p.RootId })
                .ToListAsync(ct);
            spans.AddRange(
                known.SelectMany(row =>
                    names[row.NameKey].Select(n => new Span(n.Start, n.Length, "name", row.RootId))
                )
            );
        }

        return
        [
            .. spans.Distinct().OrderBy(span => span.Start).ThenByDescending(span => span.Length),
        ];
    }

    /// <summary>Every run of two to five words, as names are kept: lower case, one space between.</summary>
    private static IEnumerable<(string Key, int Start, int Length)> Names(string text)
    {
        var words = Word().Matches(text);
        for (var first = 0; first < words.Count; first++)
        {
            var key = words[first].Value.ToLowerInvariant();
            for (var last = first + 1; last < words.Count && last < first + LongestName; last++)
            {
                var gap = text.AsSpan(
                    words[last - 1].Index + words[last - 1].Length,
                    words[last].Index - words[last - 1].Index - words[last - 1].Length
                );
                if (gap.Length > 4 || !gap.IsWhiteSpace())
                {
                    break;
                }

                key += " " + words[last].Value.ToLowerInvariant();
                yield return (
                    key,
                    words[first].Index,
                    words[last].Index + words[last].Length - words[first].Index
                );
            }
        }
    }

    [GeneratedRegex(
        @"[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Email();

    [GeneratedRegex(@"[\p{L}\p{M}][\p{L}\p{M}'’.-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
