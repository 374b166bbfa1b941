using System.Globalization;

namespace LeadFuel.Orbit.Strengths;

/// <summary>One mail between a member and a person, as strength sees it. The key is the same for the same mail in another mailbox.</summary>
public readonly record struct Touch(
    string Key,
    DateTimeOffset At,
    bool Outgoing,
    string Thread,
    int Recipients,
    bool Copy,
    bool Automatic
);

/// <summary>How close two people are, from their mails alone: from 0 to 100, with reasons that add up to it.</summary>
public static class StrengthFormula
{
    public const string Recency = "recency";
    public const string Frequency = "frequency";
    public const string Both = "both_write";
    public const string Answers = "answers_fast";
    public const string Breadth = "breadth";
    public const string NoReply = "no_reply_yet";
    public const string Others = "others_know";

    // What each part brings at most: a hundred in all. StrengthParts tells people of these and of all below.
    internal const int RecencyMost = 20;
    internal const int FrequencyMost = 30;
    internal const int BothMost = 20;
    internal const int AnswersMost = 10;
    internal const int BreadthMost = 20;
    internal const int OneWayMost = 15;
    internal const int OthersPercent = 20;

    internal const int TurnHalfDays = 45;
    internal const int LastMailPercent = 40;
    internal const int MailHalfDays = 90;
    internal const int ManyMails = 12;
    internal const int AnswerHalfHours = 24;
    internal const int Months = 6;
    internal const int Threads = 4;

    internal const int Few = 3;
    internal const int Some = 10;
    internal const int SomePercent = 40;
    internal const int CrowdPercent = 5;
    internal const int CopyPercent = 25;

    /// <summary>Half a point, and so much more that the list, which computes in the database, never rounds another way.</summary>
    public const double HalfUp = 0.5 + 1e-9;

    // A day has eight working hours: the clock does not know anybody's office.
    internal const int HoursADay = 8;

    public sealed record Result(
        int Score,
        List<Reason> Reasons,
        DateTimeOffset FirstAt,
        DateTimeOffset LastAt,
        DateTimeOffset? LastTurnAt
    );

    /// <summary>Null when there is no mail between them.</summary>
    public static Result? Of(IEnumerable<Touch> touches, DateTimeOffset now)
    {
        var mails = touches
            .Where(touch => touch.At <= now)
            .DistinctBy(touch => touch.Key)
            .OrderBy(touch => touch.At)
            .ThenBy(touch => touch.Key, StringComparer.Ordinal)
            .ToList();
        if (mails.Count == 0)
        {
            return null;
        }

        // In days since the first mail, as the formula was written down.
        var origin = mails[0].At;
        double Age(DateTimeOffset at) => (now - origin).TotalDays - (at - origin).TotalDays;
        var (sent, received) = (0.0, 0.0);
        foreach (var mail in mails)
        {
            var weight = Weight(mail) * Half(Age(mail.At), MailHalfDays);
            (sent, received) = mail.Outgoing
                ? (sent + weight, received)
                : (sent, received + weight);
        }

        var turns = Turns(mails);
        var (hours, answered, answers) = Answered(turns, Age);
        var counted = mails.Where(mail => Weight(mail) > 0).ToList();
        var last = counted.Count > 0 ? counted[^1].At : (DateTimeOffset?)null;
        var lastTurn = turns.Count > 0 ? turns.Max(turn => turn.At) : (DateTimeOffset?)null;
        var recency = Math.Max(
            lastTurn is { } turned ? Half(Age(turned), TurnHalfDays) : 0,
            last is { } at ? LastMailPercent / 100.0 * Half(Age(at), TurnHalfDays) : 0
        );
        var all = sent + received;
        var recent = counted.Where(mail => Age(mail.At) <= 365).ToList();
        var months = recent
            .Select(mail => (mail.At.UtcDateTime.Year, mail.At.UtcDateTime.Month))
            .Distinct()
            .Count();
        var threads = recent.Select(mail => mail.Thread).Distinct().Count();
        var parts = new List<(string Kind, double Points, string Input)>
        {
            (Recency, RecencyMost * recency, RecencyInput(lastTurn, last, Age)),
            (
                Frequency,
                FrequencyMost * (1 - Math.Exp(-all / ManyMails)),
                $"{Number(all)} messages, older ones count less"
            ),
            (
                Both,
                2 * BothMost * Math.Min(sent, received) / (all + 4),
                $"{Number(sent)} written, {Number(received)} received"
            ),
            (
                Answers,
                AnswersMost * hours / (answered + 2),
                answers.Count == 0
                    ? "no answer yet"
                    : $"median {Number(Median(answers))} working hours"
            ),
            (
                Breadth,
                BreadthMost
                    * (
                        (0.5 * Math.Min(1, months / (double)Months))
                        + (0.5 * (1 - Half(threads, Threads)))
                    ),
                $"{months} of the last 12 months, {threads} {(threads == 1 ? "thread" : "threads")}"
            ),
        };
        var sum = parts.Sum(part => part.Points);
        if (turns.Count == 0)
        {
            parts.Add((NoReply, -Math.Max(0, sum - OneWayMost), "only one side has written"));
        }

        var (score, reasons) = Whole(parts);
        return new Result(score, reasons, mails[0].At, mails[^1].At, lastTurn);
    }

    /// <summary>The account's strength: its closest member, and a fifth of the gap for the others.</summary>
    public static (int Score, List<Reason> Reasons) Account(
        IReadOnlyList<(string Member, int Score, List<Reason> Reasons)> members
    )
    {
        var ordered = members
            .OrderByDescending(member => member.Score)
            .ThenBy(member => member.Member, StringComparer.Ordinal)
            .ToList();
        var best = ordered[0];
        var others = ordered.Skip(1).Where(member => member.Score > 0).ToList();
        var apart = others.Aggregate(1.0, (left, member) => left * (1 - (member.Score / 100.0)));
        var more = (int)
            Math.Floor((OthersPercent / 100.0 * (100 - best.Score) * (1 - apart)) + HalfUp);
        return more == 0
            ? (best.Score, best.Reasons)
            : (
                best.Score + more,
                [
                    .. best.Reasons,
                    new Reason(
                        Others,
                        more,
                        string.Join(", ", others.Select(other => $"{other.Member} {other.Score}"))
                            + ": a fifth of the gap"
                    ),
                ]
            );
    }

    public static double Weight(Touch touch)
    {
        if (touch.Automatic)
        {
            return 0;
        }

        var byCount = touch.Recipients switch
        {
            <= Few => 1,
            <= Some => SomePercent / 100.0,
            _ => CrowdPercent / 100.0,
        };
        return touch.Copy ? Math.Min(byCount, CopyPercent / 100.0) : byCount;
    }

    private sealed record Turn(DateTimeOffset At, TimeSpan After);

    private static List<Turn> Turns(List<Touch> mails)
    {
        var turns = new List<Turn>();
        var before = new Dictionary<string, Touch>();
        foreach (var mail in mails.Where(mail => !mail.Automatic))
        {
            if (before.TryGetValue(mail.Thread, out var prior) && prior.Outgoing != mail.Outgoing)
            {
                turns.Add(new Turn(mail.At, mail.At - prior.At));
            }

            before[mail.Thread] = mail;
        }

        return turns;
    }

    private static (double Hours, double Weight, List<double> Hours8) Answered(
        List<Turn> turns,
        Func<DateTimeOffset, double> age
    )
    {
        var (sum, weight) = (0.0, 0.0);
        var hours = new List<double>();
        foreach (var turn in turns)
        {
            var h = turn.After.TotalDays * HoursADay;
            var u = Half(age(turn.At), MailHalfDays);
            sum += u * Half(h, AnswerHalfHours);
            weight += u;
            hours.Add(h);
        }

        return (sum, weight, hours);
    }

    // Floors first; the points that are left go to the largest remainders, so that the parts make the whole.
    private static (int Score, List<Reason> Reasons) Whole(
        List<(string Kind, double Points, string Input)> parts
    )
    {
        var score = (int)
            Math.Clamp(Math.Floor(parts.Sum(part => part.Points) + 0.5 + 1e-9), 0, 100);
        var floors = parts.Select(part => (int)Math.Floor(part.Points)).ToArray();
        var left = score - floors.Sum();
        foreach (
            var at in Enumerable
                .Range(0, parts.Count)
                .OrderByDescending(i => parts[i].Points - floors[i])
                .ThenBy(i => i)
                .Take(Math.Max(0, left))
                .ToList()
        )
        {
            floors[at]++;
        }

        return (
            score,
            [
                .. parts
                    .Select((part, i) => new Reason(part.Kind, floors[i], part.Input))
                    .Where(reason => reason.Points != 0 || reason.Kind != NoReply),
            ]
        );
    }

    private static string RecencyInput(
        DateTimeOffset? turn,
        DateTimeOffset? last,
        Func<DateTimeOffset, double> age
    ) =>
        turn is { } turned ? $"last turn {Days(age(turned))}, half after {TurnHalfDays} days"
        : last is { } at ? $"last message {Days(age(at))}, no turn yet"
        : "only machines wrote";

    private static string Days(double days) =>
        days < 1 ? "today"
        : days < 2 ? "1 day ago"
        : $"{Math.Floor(days).ToString("N0", CultureInfo.InvariantCulture)} days ago";

    private static double Median(List<double> values)
    {
        var ordered = values.Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1
            ? ordered[middle]
            : (ordered[middle - 1] + ordered[middle]) / 2;
    }

    private static double Half(double age, double halfLife) => Math.Pow(2, -age / halfLife);

    private static string Number(double value) =>
        value.ToString(value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
