using System.Text;

namespace LeadFuel.Prompts;

/// <summary>Something personal, where it stands in a text as typed.</summary>
public readonly record struct PersonalFinding(string Kind, int Start, int Length)
{
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Name = "contact_name";
}

/// <summary>A text as <see cref="PersonalText.Normalise"/> reads it, that knows for each letter where it was typed.</summary>
public sealed class PlainText
{
    private readonly int[] starts;
    private readonly int[] ends;

    private PlainText(string text, int[] starts, int[] ends) =>
        (Text, this.starts, this.ends) = (text, starts, ends);

    public string Text { get; }

    public static PlainText Of(string typed)
    {
        var letters = new StringBuilder(typed.Length);
        var origin = new List<int>(typed.Length);
        for (var i = 0; i < typed.Length; i++)
        {
            if (PersonalText.Visible(typed[i]))
            {
                letters.Append(PersonalText.Plain(typed[i]));
                origin.Add(i);
            }
        }

        var visible = letters.ToString();
        var text = new StringBuilder(visible.Length);
        var (starts, ends) = (new List<int>(visible.Length), new List<int>(visible.Length));
        var at = 0;
        void Take(int until)
        {
            for (; at < until; at++)
            {
                text.Append(visible[at]);
                starts.Add(origin[at]);
                ends.Add(origin[at] + 1);
            }
        }

        // A written-out @ is one letter that was typed as several.
        foreach (
            System.Text.RegularExpressions.Match match in PersonalText.Encoded().Matches(visible)
        )
        {
            Take(match.Index);
            text.Append('@');
            starts.Add(origin[match.Index]);
            ends.Add(origin[match.Index + match.Length - 1] + 1);
            at = match.Index + match.Length;
        }

        Take(visible.Length);
        return new PlainText(text.ToString(), [.. starts], [.. ends]);
    }

    /// <summary>A part of <see cref="Text"/> as a place in what was typed.</summary>
    public PersonalFinding At(string kind, int index, int length) =>
        new(kind, starts[index], ends[index + length - 1] - starts[index]);
}
