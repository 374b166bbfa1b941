namespace LeadFuel.Scope.Companies;

/// <summary>Where a name ends that anybody may register under: co.uk, not uk; acme.github.io is somebody's, github.io is not.</summary>
internal static class PublicSuffixes
{
    private static readonly Lazy<HashSet<string>> Rules = new(Read);

    /// <summary>The part of a host that was registered, or null where the host is a suffix itself.</summary>
    public static string? Registered(string host)
    {
        var labels = host.Split('.');
        // The longest rule wins; a name that no rule knows ends with its last label.
        var suffix = 1;
        for (var length = labels.Length; length > 0; length--)
        {
            var name = string.Join('.', labels[^length..]);
            if (Rules.Value.Contains("!" + name))
            {
                suffix = length - 1;
                break;
            }

            var wild = length > 1 ? "*." + string.Join('.', labels[^(length - 1)..]) : "*";
            if (Rules.Value.Contains(name) || Rules.Value.Contains(wild))
            {
                suffix = length;
                break;
            }
        }

        return labels.Length > suffix ? string.Join('.', labels[^(suffix + 1)..]) : null;
    }

    private static HashSet<string> Read()
    {
        using var list = new StreamReader(
            typeof(PublicSuffixes).Assembly.GetManifestResourceStream("public_suffixes.dat")!
        );
        var rules = new HashSet<string>(StringComparer.Ordinal);
        while (list.ReadLine() is { } line)
        {
            if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            {
                rules.Add(Ascii(line));
            }
        }

        return rules;
    }

    private static string Ascii(string rule)
    {
        var mark =
            rule.StartsWith("*.", StringComparison.Ordinal) ? 2
            : rule[0] == '!' ? 1
            : 0;
        return rule[..mark] + CompanyDomain.Idn.GetAscii(rule[mark..]).ToLowerInvariant();
    }
}
