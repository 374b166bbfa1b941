using System.Globalization;
using System.Text.RegularExpressions;
using LeadFuel.Reach.Campaigns;

namespace LeadFuel.Reach.Replies;

/// <summary>When somebody who is out of office says to be back, in the date forms of eight languages.</summary>
public static partial class ReturnDay
{
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(200);

    private static readonly string[][] Months =
    [
        ["jan", "jän", "janv", "ene", "gen", "sty"],
        ["feb", "fév", "fev", "lut"],
        ["mar", "mär", "maa", "mrt"],
        ["apr", "avr", "abr", "kwi"],
        ["may", "mai", "mayo", "mag", "mei", "maj"],
        ["jun", "juin", "giu", "cze"],
        ["jul", "juil", "lug", "lip"],
        ["aug", "aoû", "aou", "ago", "sie"],
        ["sep", "set", "wrz"],
        ["oct", "okt", "ott", "out", "paź", "paz"],
        ["nov", "lis"],
        ["dec", "dez", "déc", "dic", "gru"],
    ];

    /// <summary>One business day after the day of return when the mail names one, else five business days.</summary>
    public static DateTimeOffset HoldUntil(string text, DateTimeOffset received) =>
        Named(text, received) is { } back
            ? Step.BusinessDays(back, 1)
            : Step.BusinessDays(received, 5);

    /// <summary>The latest day that the mail names and that is still to come: of "from 1 to 12 May" the end counts.</summary>
    public static DateTimeOffset? Named(string text, DateTimeOffset received)
    {
        var own = Unquoted(text);
        var days = Iso().Matches(own).Select(m => (Y: m.Groups[1], M: m.Groups[2], D: m.Groups[3]));
        var numeric = DayFirst()
            .Matches(own)
            .Select(m => (Y: m.Groups[3], M: m.Groups[2], D: m.Groups[1]));
        var found = days.Concat(numeric)
            .Select(p => Day(p.Y.Value, Number(p.M.Value), Number(p.D.Value), received))
            .Concat(
                DayMonth()
                    .Matches(own)
                    .Select(m =>
                        Day(
                            m.Groups[3].Value,
                            Month(m.Groups[2].Value),
                            Number(m.Groups[1].Value),
                            received
                        )
                    )
            )
            .Concat(
                MonthDay()
                    .Matches(own)
                    .Select(m =>
                        Day(
                            m.Groups[3].Value,
                            Month(m.Groups[1].Value),
                            Number(m.Groups[2].Value),
                            received
                        )
                    )
            )
            .OfType<DateTimeOffset>()
            .Where(day => day > received && day - received < Farthest)
            .ToList();
        return found.Count > 0 ? found.Max() : null;
    }

    private static string Unquoted(string text) =>
        string.Join(
            '\n',
            text[..Math.Min(text.Length, 20_000)]
                .Split('\n')
                .Where(line => !line.TrimStart().StartsWith('>'))
        );

    private static DateTimeOffset? Day(string year, int month, int day, DateTimeOffset received)
    {
        // 11/28/2026 can only be read one way.
        if (month > 12 && day <= 12)
        {
            (month, day) = (day, month);
        }

        var y = year.Length switch
        {
            0 => received.Year,
            2 => 2000 + Number(year),
            _ => Number(year),
        };
        if (
            month is < 1 or > 12
            || y is < 2000 or > 9000
            || day < 1
            || day > DateTime.DaysInMonth(y, month)
        )
        {
            return null;
        }

        var at = new DateTimeOffset(y, month, day, 0, 0, 0, TimeSpan.Zero);
        return year.Length == 0 && at < received.AddDays(-30) ? at.AddYears(1) : at;
    }

    private static int Month(string word)
    {
        var lower = word.ToLowerInvariant();
        return Array.FindIndex(
                Months,
                names => names.Any(name => lower.StartsWith(name, StringComparison.Ordinal))
            ) + 1;
    }

    private static int Number(string digits) =>
        int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\b")]
    private static partial Regex Iso();

    [GeneratedRegex(@"\b([0-9]{1,2})\s?[./]\s?([0-9]{1,2})(?:[./]\s?([0-9]{4}|[0-9]{2})?\b|\b)")]
    private static partial Regex DayFirst();

    [GeneratedRegex(
        @"\b([0-9]{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?(\p{L}{3,10})\.?(?:\s*,?\s*(?:de\s+)?([0-9]{4}))?"
    )]
    private static partial Regex DayMonth();

    [GeneratedRegex(@"\b(\p{L}{3,10})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?\b(?:\s*,?\s*([0-9]{4}))?")]
    private static partial Regex MonthDay();
}
