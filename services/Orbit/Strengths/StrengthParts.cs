using static LeadFuel.Orbit.Strengths.StrengthFormula;

namespace LeadFuel.Orbit.Strengths;

/// <summary>The formula in words, made of the numbers that it computes with: whoever sees a strength can read how it came about.</summary>
public static class StrengthParts
{
    /// <summary>What a mail counts before anything else is asked.</summary>
    public const string Mail = "mail";

    /// <summary>Most is empty where no points are given as such.</summary>
    public sealed record Part(string Kind, int? Most, string How);

    public static IReadOnlyList<Part> All { get; } =
    [
        new(
            Recency,
            RecencyMost,
            $"All of it when one has just answered the other, half of it after {TurnHalfDays} days. Without an answer the last mail alone gives {LastMailPercent} percent of that."
        ),
        new(
            Frequency,
            FrequencyMost,
            $"Grows with the number of mails, ever more slowly: {ManyMails} give almost two thirds of it."
        ),
        new(Both, BothMost, "The more even, the more: who writes and who is written to."),
        new(
            Answers,
            AnswersMost,
            $"How soon answers come, on both sides: one after {AnswerHalfHours} working hours counts half. A day has {HoursADay}."
        ),
        new(
            Breadth,
            BreadthMost,
            $"Half of it for mail in {Months} of the last 12 months, half for different threads, of which {Threads} give half of that."
        ),
        new(NoReply, null, $"While only one side has written, no more than {OneWayMost} in all."),
        new(
            Others,
            null,
            $"Colleagues who know them too add up to {OthersPercent} percent of what is missing to 100."
        ),
        new(
            Mail,
            null,
            $"To {Few} people or fewer it counts in full, to {Some} or fewer {SomePercent} percent, to more {CrowdPercent}; a copy {CopyPercent} at most; what machines write nothing. After {MailHalfDays} days it counts half."
        ),
    ];
}
