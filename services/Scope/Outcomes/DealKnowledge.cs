using System.Globalization;
using System.Text.Json;
using LeadFuel.Scope.CrmConnections;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeadFuel.Scope.Outcomes;

/// <summary>A field with the instant at which it got this value.</summary>
public sealed record KnownField(string Value, DateTimeOffset At, string Order);

/// <summary>
/// All that is known of a deal. Each field keeps its latest value, whatever came in first: events may be repeated,
/// late and in any order, and the same ones always end in the same knowledge.
/// </summary>
public sealed record DealKnowledge(
    SortedDictionary<string, KnownField> Fields,
    SortedDictionary<string, DateTimeOffset> Stages
)
{
    // More than any pipeline has; what is beyond it can change nothing but the word "reopened".
    private const int MostStages = 200;

    /// <summary>Before the name of each field that is known from a deal merged into this one.</summary>
    private const string Merged = "merged.";

    // The change that tells of the merge itself repeats the stage, a little later.
    private static readonly TimeSpan TellsOfMerge = TimeSpan.FromMinutes(1);

    public static DealKnowledge Nothing => new([], []);

    public DealKnowledge With(CrmFields fields, DateTimeOffset at, string order)
    {
        var known = new SortedDictionary<string, KnownField>(Fields, StringComparer.Ordinal);
        var stages = new SortedDictionary<string, DateTimeOffset>(Stages, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            var told = new KnownField(value, at, order);
            if (!known.TryGetValue(name, out var before) || Later(told, before))
            {
                known[name] = told;
            }
        }

        if (
            fields.TryGetValue(CrmFields.Stage, out var stage)
            && (stages.TryGetValue(stage, out var first) ? at < first : stages.Count < MostStages)
        )
        {
            stages[stage] = at;
        }

        return new(known, stages);
    }

    /// <summary>With what else was told of this same deal.</summary>
    public DealKnowledge Join(DealKnowledge other)
    {
        var known = new SortedDictionary<string, KnownField>(Fields, StringComparer.Ordinal);
        var stages = new SortedDictionary<string, DateTimeOffset>(Stages, StringComparer.Ordinal);
        foreach (var (name, field) in other.Fields)
        {
            if (!known.TryGetValue(name, out var before) || Later(field, before))
            {
                known[name] = field;
            }
        }

        foreach (var (stage, at) in other.Stages)
        {
            if (!stages.TryGetValue(stage, out var first) || at < first)
            {
                stages[stage] = at;
            }
        }

        return new(known, stages);
    }

    /// <summary>Which deal it was merged into.</summary>
    public string? MergedInto => Says(CrmFields.Deleted) ? Text(CrmFields.MergedTo) : null;

    /// <summary>
    /// With all that is known of a deal that was merged into this one, kept apart from what was told of this one itself,
    /// so that events which come late still find their place.
    /// </summary>
    public DealKnowledge Absorb(DealKnowledge gone)
    {
        var known = new SortedDictionary<string, KnownField>(Fields, StringComparer.Ordinal);
        foreach (var (name, field) in gone.Fields.Where(one => one.Key != CrmFields.Deleted))
        {
            var theirs = name.StartsWith(Merged, StringComparison.Ordinal) ? name : Merged + name;
            if (!known.TryGetValue(theirs, out var before) || Later(field, before))
            {
                known[theirs] = field;
            }
        }

        return this with
        {
            Fields = known,
        };
    }

    public DealState State(CrmVendor vendor, Func<string, StageMeaning> means)
    {
        var own = Fields.GetValueOrDefault(CrmFields.Stage);
        var meaning = Outcome("");
        // What a merged deal had come to counts, unless this one was closed itself or has moved on since.
        var byMerge =
            !Closes(meaning)
            && Closes(Outcome(Merged))
            && Fields.TryGetValue(Merged + CrmFields.MergedTo, out var merge)
            && !Stages.Values.Any(at => at > merge.At + TellsOfMerge);
        var of = byMerge ? Merged : "";
        meaning = byMerge ? Outcome(Merged) : meaning;
        var stage = Fields.GetValueOrDefault(of + CrmFields.Stage);
        var closed = Closes(meaning);
        var priced = Text(CrmFields.Amount) is null ? Merged : "";
        var status =
            Says(CrmFields.Deleted) ? DealStatus.Deleted
            : meaning == StageMeaning.Won ? DealStatus.Won
            : meaning == StageMeaning.Lost ? DealStatus.Lost
            : own is not null
            && Stages.Any(one =>
                one.Value < own.At && Meaning(one.Key) is StageMeaning.Won or StageMeaning.Lost
            )
                ? DealStatus.Reopened
            : DealStatus.Open;
        return new(
            status,
            Either(CrmFields.Name),
            Money.Minor(Text(priced + CrmFields.Amount), Text(priced + CrmFields.Currency)),
            Text(priced + CrmFields.Currency)?.ToUpperInvariant(),
            closed ? Time(of + CrmFields.ClosedAt) ?? stage?.At : null,
            meaning == StageMeaning.Lost ? Text(of + CrmFields.LostReason) : null,
            (own ?? stage)?.Value,
            Either(CrmFields.CompanyDomain),
            Either(CrmFields.CompanyId),
            byMerge
        );

        StageMeaning Outcome(string of)
        {
            var at = Text(of + CrmFields.Stage) is { } name ? Meaning(name) : StageMeaning.Unknown;
            return at != StageMeaning.Unknown ? at
                : Says(of + CrmFields.IsWon) ? StageMeaning.Won
                : Says(of + CrmFields.IsClosed) ? StageMeaning.Lost
                : StageMeaning.Open;
        }

        StageMeaning Meaning(string name) =>
            vendor == CrmVendor.HubSpot
                ? means(name)
                : name switch
                {
                    "won" => StageMeaning.Won,
                    "lost" => StageMeaning.Lost,
                    _ => StageMeaning.Open,
                };
    }

    private static bool Closes(StageMeaning meaning) =>
        meaning is StageMeaning.Won or StageMeaning.Lost;

    private string? Either(string name) => Text(name) ?? Text(Merged + name);

    private static bool Later(KnownField one, KnownField other)
    {
        var byTime = one.At.CompareTo(other.At);
        var byOrder = byTime != 0 ? byTime : string.CompareOrdinal(one.Order, other.Order);
        return (byOrder != 0 ? byOrder : string.CompareOrdinal(one.Value, other.Value)) > 0;
    }

    private bool Says(string name) => Text(name) == "true";

    private string? Text(string name) =>
        Fields.TryGetValue(name, out var field) && field.Value.Length > 0 ? field.Value : null;

    private DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParse(
            Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    public sealed class Json()
        : ValueConverter<DealKnowledge, string>(
            known => JsonSerializer.Serialize(known, HouseJson.Options),
            json => JsonSerializer.Deserialize<DealKnowledge>(json, HouseJson.Options)!
        );
}

/// <summary>What follows from it.</summary>
public sealed record DealState(
    DealStatus Status,
    string? Name,
    long? AmountMinor,
    string? Currency,
    DateTimeOffset? ClosedAt,
    string? LostReason,
    string? Stage,
    string? CompanyDomain,
    string? CompanyId,
    bool ByMerge
);
