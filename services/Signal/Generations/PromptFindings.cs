namespace LeadFuel.Signal.Generations;

/// <summary>People's own data that was typed into a persona, a brief, a note or a post. As long as there is any, nothing leaves.</summary>
internal static class PromptFindings
{
    public sealed record Finding(string Part, string Kind);

    public static IReadOnlyList<Finding> Of(PostPrompt prompt)
    {
        var found = new List<Finding>();
        foreach (var part in prompt.Parts.OfType<PromptPart.Delimited>())
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
        }

        return found;
    }

    public static string Says(Finding finding) =>
        finding.Kind == "email"
            ? $"“{finding.Part}” holds an e-mail address. Take it out."
            : $"“{finding.Part}” holds a phone number. Take it out.";
}
