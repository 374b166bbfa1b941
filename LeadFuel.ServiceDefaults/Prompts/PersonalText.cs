using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LeadFuel.Prompts;

/// <summary>Finds and masks e-mail addresses and phone numbers, also disguised ones. It rather masks too much than too little.</summary>
public static partial class PersonalText
{
    public const string Email = "[email]";
    public const string Phone = "[phone]";

    public sealed record Masked(string Text, int Emails, int Phones);

    /// <summary>The text as typed if nothing is found; else its normalised form with each finding replaced.</summary>
    public static Masked Mask(string text)
    {
        var masked = Normalise(text);
        var (emails, phones) = (0, 0);
        // What stands around a finding may read as a further one once that is masked; each round leaves fewer.
        while (In(masked))
        {
            masked = Address().Replace(Normalise(masked), _ => Found(Email, ref emails));
            masked = SpokenAddress().Replace(masked, _ => Found(Email, ref emails));
            var before = masked;
            masked = Number()
                .Replace(
                    before,
                    match => IsPhone(before, match) ? Found(Phone, ref phones) : match.Value
                );
        }

        return emails + phones == 0 ? new Masked(text, 0, 0) : new Masked(masked, emails, phones);
    }

    private static string Found(string mask, ref int count)
    {
        count++;
        return mask;
    }

    /// <summary>Whether anything personal is left in what is about to leave.</summary>
    public static bool In(string text)
    {
        var normal = Normalise(text);
        return Address().IsMatch(normal)
            || SpokenAddress().IsMatch(normal)
            || Number().Matches(normal).Any(match => IsPhone(normal, match));
    }

    /// <summary>Each finding with its place in the text as typed, the first first; none within another.</summary>
    public static IReadOnlyList<PersonalFinding> Find(string text)
    {
        var plain = PlainText.Of(text);
        var found = Address()
            .Matches(plain.Text)
            .Concat(SpokenAddress().Matches(plain.Text))
            .Select(match => plain.At(PersonalFinding.Email, match.Index, match.Length))
            .Concat(
                Number()
                    .Matches(plain.Text)
                    .Where(match => IsPhone(plain.Text, match))
                    .Select(match => plain.At(PersonalFinding.Phone, match.Index, match.Length))
            )
            .OrderBy(one => one.Start)
            .ThenByDescending(one => one.Length);
        var all = new List<PersonalFinding>();
        foreach (var one in found)
        {
            if (all.Count == 0 || one.Start >= all[^1].Start + all[^1].Length)
            {
                all.Add(one);
            }
        }

        return all;
    }

    // Every process runs with the invariant culture, which knows no compatibility forms, so those that can disguise
    // an address are mapped here. Invisible characters, which split it for a scanner but not for a reader, go.
    public static string Normalise(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (Visible(letter))
            {
                plain.Append(Plain(letter));
            }
        }

        return Encoded().Replace(plain.ToString(), "@");
    }

    internal static bool Visible(char letter) =>
        letter is '\n' or '\t'
        || CharUnicodeInfo.GetUnicodeCategory(letter)
            is not (UnicodeCategory.Format or UnicodeCategory.Control);

    internal static char Plain(char letter) =>
        letter switch
        {
            >= '\uFF01' and <= '\uFF5E' => (char)(letter - 0xFEE0),
            '\uFE6B' => '@',
            '\uFE52' or '\u3002' or '\uFF61' or '\u2024' => '.',
            _ when char.IsDigit(letter) => (char)(
                '0' + CharUnicodeInfo.GetDecimalDigitValue(letter)
            ),
            _ when letter != '\n' && letter != '\t' && char.IsWhiteSpace(letter) => ' ',
            _ => letter,
        };

    private static bool IsPhone(string text, Match match)
    {
        var value = match.Value;
        if (
            match.Index > 0
            && (
                char.IsLetterOrDigit(text[match.Index - 1])
                || text[match.Index - 1] is '-' or '_' or '/' or '.' or ','
            )
        )
        {
            return false;
        }

        var after = match.Index + match.Length;
        if (
            after < text.Length
            && (char.IsLetterOrDigit(text[after]) || text[after] is '%' or '€' or '$')
        )
        {
            return false;
        }

        var digits = Dates().Replace(value, "").Count(char.IsAsciiDigit);
        return digits <= 15
            && (
                value[0] == '+' || value.StartsWith("00", StringComparison.Ordinal) ? digits >= 7
                : value[0] == '0' || value.StartsWith("(0", StringComparison.Ordinal) ? digits >= 7
                : American().IsMatch(value) || (digits >= 10 && Run().IsMatch(value))
            );
    }

    [GeneratedRegex(
        @"%40|&#0*64;|&#x0*40;|&commat;|\s?[\(\[\{<]{1,3}\s?(?:at|@)\s?[\)\]\}>]{1,3}\s?",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    internal static partial Regex Encoded();

    // Quoted local parts, address literals, names without a dot, any script; set apart by spaces only before a dotted host.
    [GeneratedRegex(
        @"(?:""[^""\n]{1,64}""|[^\s@""<>()\[\],;:]{1,64})(?:@(?:\[[^\]\s]{2,60}\]|[^\s@""<>()\[\],;:]{1,253})|\s{0,2}@\s{0,2}[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{2,63})+)",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Address();

    [GeneratedRegex(
        @"[\p{L}\p{N}._+-]{1,64}\s+at\s+[\p{L}\p{N}-]{1,63}(?:\s?[\(\[\{]?\s?(?:dot|\.)\s?[\)\]\}]?\s?[\p{L}\p{N}-]{2,63})+|[\p{L}\p{N}._+-]{1,64}@?\s?[\p{L}\p{N}-]{1,63}\s?[\(\[\{]\s?dot\s?[\)\]\}]\s?[\p{L}]{2,24}",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex SpokenAddress();

    [GeneratedRegex(@"(?:\+|\()?\d[\d ().\-/\u2010-\u2015]{5,24}\d", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b")]
    private static partial Regex Dates();

    [GeneratedRegex(@"^\(?\d{3}\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}$")]
    private static partial Regex American();

    [GeneratedRegex(@"\d{10,}")]
    private static partial Regex Run();
}
