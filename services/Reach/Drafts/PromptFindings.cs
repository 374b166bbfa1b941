namespace LeadFuel.Reach.Drafts;

/// <summary>People's own data that was typed into a plan, a note or a draft. As long as there is any, nothing leaves.</summary>
internal static class PromptFindings
{
    public sealed record Finding(string Part, string Kind);

    public static async Task<IReadOnlyList<Finding>> Of(
        MailPrompt prompt,
        ReachDb db,
        CancellationToken ct
    )
    {
        var names = await db
            .Contacts.AsNoTracking()
            .Where(c => c.FirstName != "" && c.LastName != "")
            .Select(c => new { First = c.FirstName, Last = c.LastName })
            .Distinct()
            .ToListAsync(ct);
        var known = names
            .SelectMany(name => new[] { $"{name.First} {name.Last}", $"{name.Last}, {name.First}" })
            .Select(Plain)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new List<Finding>();
        foreach (
            var part in prompt
                .Parts.OfType<PromptPart.Delimited>()
                .Where(part => part is not PromptPart.MergeFieldNames)
        )
        {
            var masked = PersonalText.Mask(part.Text);
            if (masked.Emails > 0)
            {
                found.Add(new(part.Title, "email"));
            }

            if (masked.Phones > 0)
            {
                found.Add(new(part.Title, "phone"));
            }

            var plain = Plain(part.Text);
            if (known.Any(name => plain.Contains(name, StringComparison.OrdinalIgnoreCase)))
            {
                found.Add(new(part.Title, "contact_name"));
            }
        }

        return found;
    }

    // However it is spaced, cased or disguised for a scanner, a reader would read the name.
    private static string Plain(string text) =>
        string.Join(
            ' ',
            PersonalText.Normalise(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    public static string Says(Finding finding) =>
        finding.Kind switch
        {
            "email" => $"“{finding.Part}” holds an e-mail address. Take it out.",
            "phone" => $"“{finding.Part}” holds a phone number. Take it out.",
            _ => $"“{finding.Part}” holds the full name of one of your contacts. Take it out.",
        };
}
