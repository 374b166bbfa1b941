using LeadFuel.Reach.Contacts;

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
        var names = await ContactNames.Read(db, ct);
        var found = new List<Finding>();
        foreach (
            var part in prompt
                .Parts.OfType<PromptPart.Delimited>()
                .Where(part => part is not (PromptPart.MergeFieldNames or PromptPart.ContactField))
        )
        {
            foreach (
                var kind in PersonalText
                    .Find(part.Text)
                    .Concat(names.In(part.Text))
                    .Select(one => one.Kind)
                    .Distinct()
            )
            {
                found.Add(new(part.Title, kind));
            }
        }

        return found;
    }

    public static string Says(Finding finding) =>
        finding.Kind switch
        {
            PersonalFinding.Email => $"“{finding.Part}” holds an e-mail address. Take it out.",
            PersonalFinding.Phone => $"“{finding.Part}” holds a phone number. Take it out.",
            _ => $"“{finding.Part}” holds the full name of one of your contacts. Take it out.",
        };
}
