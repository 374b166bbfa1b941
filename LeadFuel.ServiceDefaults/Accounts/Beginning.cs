using System.Globalization;

namespace LeadFuel.Accounts;

/// <summary>The first part of what somebody wrote, for where the whole is too much. It never ends within a character: half of one is none.</summary>
public static class Beginning
{
    private const int Longest = 300;

    /// <summary>By characters as people see them, with a mark where something is left out.</summary>
    public static string Of(string text) =>
        new StringInfo(text) is { LengthInTextElements: > Longest } whole
            ? whole.SubstringByTextElements(0, Longest) + "…"
            : text;

    /// <summary>What fits where so much is kept; no database takes half a surrogate pair.</summary>
    public static string Within(string text, int most) =>
        text.Length <= most ? text
        : char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)]
        : text[..most];
}
