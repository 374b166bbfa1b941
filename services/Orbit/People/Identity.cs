namespace LeadFuel.Orbit.People;

/// <summary>What speaks for or against two being one: weights add up, and a name alone is never enough to join them.</summary>
public static class Identity
{
    public const int Joins = 10;
    public const int Suggests = 5;

    public sealed record Known(string Name, IReadOnlyList<string> Emails);

    public sealed record Evidence(string Says, int Weight);

    public static IReadOnlyList<Evidence> Between(
        Known one,
        Known other,
        bool replyToPair,
        bool sameThread,
        bool rareName
    )
    {
        var evidence = new List<Evidence>();
        var domains = one
            .Emails.Select(EmailAddress.Domain)
            .Intersect(other.Emails.Select(EmailAddress.Domain))
            .Where(domain => !EmailAddress.IsFree(domain))
            .ToList();
        var (name, theirs) = (Plain(one.Name), Plain(other.Name));
        var sameName = name.Length > 0 && Full(name) && name == theirs;
        if (replyToPair)
        {
            evidence.Add(new("answers to one go to the other", 8));
        }

        if (SameLocalPart(one, other))
        {
            evidence.Add(new("the same name before the @ at two domains of one company", 7));
        }

        if (sameName && domains.Count > 0)
        {
            evidence.Add(new($"the same full name at {domains[0]}", 6));
        }

        if (sameName)
        {
            evidence.Add(rareName ? new("a rare name", 3) : new("a common name", 1));
        }
        else if (MiddleInitialsDiffer(one.Name, other.Name))
        {
            evidence.Add(new("another middle initial", -4));
        }

        if (sameThread)
        {
            evidence.Add(new("both wrote in one thread", -6));
        }

        return evidence;
    }

    private static bool SameLocalPart(Known one, Known other) =>
        one.Emails.Any(email =>
            other.Emails.Any(theirs =>
                Local(email) == Local(theirs)
                && EmailAddress.Domain(email) != EmailAddress.Domain(theirs)
                && EmailAddress.Company(EmailAddress.Domain(email)) is { Length: > 0 } company
                && company == EmailAddress.Company(EmailAddress.Domain(theirs))
            )
        );

    private static string Local(string email) => email[..email.LastIndexOf('@')];

    private static string Plain(string name) =>
        string.Join(
            ' ',
            name.ToLowerInvariant()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.TrimEnd('.').Length > 1)
        );

    private static bool Full(string name) => name.Contains(' ', StringComparison.Ordinal);

    private static bool MiddleInitialsDiffer(string one, string other)
    {
        var (left, right) = (Words(one), Words(other));
        return left.Length == 3
            && right.Length == 3
            && left[0] == right[0]
            && left[2] == right[2]
            && left[1].TrimEnd('.').Length == 1
            && right[1].TrimEnd('.').Length == 1
            && left[1][0] != right[1][0];
    }

    private static string[] Words(string name) =>
        name.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
