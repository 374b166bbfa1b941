using LeadFuel.Outcomes;

namespace LeadFuel.Prompts;

/// <summary>A part of a prompt that people wrote: its name, what they call it, and its text.</summary>
public readonly record struct PromptWords(string Part, string Title, string Text);

/// <summary>Where something personal stands: in which part, and from which letter on.</summary>
public sealed record PromptSpan(string Part, int Start, int Length, string Kind)
{
    /// <summary>So many can be included in one request.</summary>
    public const int Most = 200;
}

/// <summary>Something personal in a prompt, and a sentence about it.</summary>
public sealed record PromptFinding(PromptSpan Span, string Says);

/// <summary>People's own data in a prompt. As long as a person has not included each of it in this one request, nothing leaves.</summary>
/// <param name="NotAsked">A sentence for each service that did not answer: what only it knows was not looked for.</param>
public sealed record PromptFindings(
    IReadOnlyList<PromptFinding> All,
    IReadOnlyList<string> NotAsked
)
{
    /// <summary>Everything personal that the texts hold: by its look, and by what `names` and the services know.</summary>
    internal static PromptFindings Of(
        IReadOnlyList<PromptWords> parts,
        ILookup<int, PersonalFinding> known,
        IReadOnlyList<string> silent
    )
    {
        var all = new List<PromptFinding>();
        foreach (var (index, part) in parts.Index())
        {
            var end = 0;
            foreach (
                var one in PersonalText
                    .Find(part.Text)
                    .Concat(known[index])
                    .OrderBy(one => one.Start)
                    .ThenByDescending(one => one.Length)
            )
            {
                if (one.Start >= end)
                {
                    all.Add(
                        new(
                            new(part.Part, one.Start, one.Length, one.Kind),
                            Says(one.Kind, part.Title)
                        )
                    );
                    end = one.Start + one.Length;
                }
            }
        }

        return new(
            all,
            [
                .. silent.Select(name =>
                    $"{name} does not answer at the moment, so names that only {name} knows were not looked for. Addresses and phone numbers were."
                ),
            ]
        );
    }

    /// <summary>Null when all that was found was included.</summary>
    public Refused? Refuse(IReadOnlyList<PromptSpan>? included)
    {
        var open = All.Where(one => included?.Contains(one.Span) != true).ToList();
        return open.Count == 0
            ? null
            : Outcomes.Refuse.Unprocessable(
                "contact-pii-in-prompt",
                "Nothing was sent. "
                    + string.Join(' ', open.Select(one => one.Says).Distinct().Concat(NotAsked))
            ) with
            {
                More = new Dictionary<string, object?>
                {
                    ["spans"] = open.Select(one => one.Span).ToList(),
                },
            };
    }

    /// <summary>The parts in which something was included, and what the account's own log says of it, without the words themselves.</summary>
    public (string[] Parts, string Says) Included(IReadOnlyList<PromptSpan>? included)
    {
        var spans = All.Select(one => one.Span)
            .Where(span => included?.Contains(span) == true)
            .ToList();
        var kinds = spans
            .GroupBy(span => span.Kind)
            .Select(group => Counted(group.Key, group.Count()));
        string[] parts = [.. spans.Select(span => span.Part).Distinct()];
        return (
            parts,
            $"Included {string.Join(", ", kinds)} in one request to Anthropic ({string.Join(", ", parts)})."
        );
    }

    private static string Says(string kind, string title) =>
        kind switch
        {
            PersonalFinding.Email => $"“{title}” holds an e-mail address.",
            PersonalFinding.Phone => $"“{title}” holds a phone number.",
            _ => $"“{title}” holds the full name of one of your contacts.",
        } + " Take it out, or include it in this one request.";

    private static string Counted(string kind, int count) =>
        (kind, count) switch
        {
            (PersonalFinding.Email, 1) => "an e-mail address",
            (PersonalFinding.Phone, 1) => "a phone number",
            (_, 1) => "the name of a contact",
            (PersonalFinding.Email, _) => $"{count} e-mail addresses",
            (PersonalFinding.Phone, _) => $"{count} phone numbers",
            _ => $"{count} names of contacts",
        };
}
