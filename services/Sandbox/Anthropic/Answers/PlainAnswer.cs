namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>An answer in plain text, for calls that ask for no shape.</summary>
public static class PlainAnswer
{
    private static readonly string[] Closings =
    [
        "Tell me which part to take further.",
        "I would start with the first point and leave the rest for the next round.",
        "If one of these is wrong, correct it and I will go through the rest again.",
    ];

    public static string Write(Prompt prompt)
    {
        var sources = new Sources(prompt);
        if (sources.Sentences("icp_profile", "persona", "step_goal", "draft").Count > 0)
        {
            return new MailDraft(sources, prompt).Body;
        }

        var facts = sources.Facts.Take(6).ToList();
        if (facts.Count == 0)
        {
            return "Understood. Give me the answers, the transcript or the passages to work from, and I will put them in order.";
        }

        var lines = facts.Select(fact => $"- {Phrases.Claim(Topic.All[0], fact.Said)}");
        return $"What the material says:\n\n{string.Join('\n', lines)}\n\n{Closings[prompt.Pick("closing", Closings.Length)]}";
    }
}
