using System.Text;
using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Versions;

/// <summary>A quote stays only if it stands in its source word for word; white space may differ.</summary>
public static class Citations
{
    public static (IReadOnlyList<Citation> Kept, int Dropped) Check(
        IReadOnlyList<Citation> citations,
        SourceList sources
    )
    {
        var kept = new List<Citation>();
        foreach (var citation in citations)
        {
            if (
                sources.FirstOrDefault(source => source.Id == citation.Source) is { } source
                && Find(citation.Quote, source.Text) is { } quote
            )
            {
                kept.Add(citation with { Quote = quote });
            }
        }

        return (kept, citations.Count - kept.Count);
    }

    // The model reads the escaped text, so it may quote either form.
    private static string? Find(string quote, string text)
    {
        var source = Fold(text);
        foreach (var form in (ReadOnlySpan<string>)[Fold(quote), Fold(PromptText.Unescape(quote))])
        {
            if (form.Length > 0 && source.Contains(form, StringComparison.Ordinal))
            {
                return form;
            }
        }

        return null;
    }

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                folded.Append(letter);
            }
            else if (folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString().TrimEnd();
    }
}
