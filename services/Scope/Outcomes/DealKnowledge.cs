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

    public DealState State(CrmVendor vendor, Func<string, StageMeaning> means)
    {
        var stage = Fields.GetValueOrDefault(CrmFields.Stage);
        var meaning = stage is null ? StageMeaning.Unknown : Meaning(stage.Value);
        if (meaning == StageMeaning.Unknown)
        {
            meaning =
                Says(CrmFields.IsWon) ? StageMeaning.Won
                : Says(CrmFields.IsClosed) ? StageMeaning.Lost
                : StageMeaning.Open;
        }

        var closed = meaning is StageMeaning.Won or StageMeaning.Lost;
        var status =
            Says(CrmFields.Deleted) ? DealStatus.Deleted
            : meaning == StageMeaning.Won ? DealStatus.Won
            : meaning == StageMeaning.Lost ? DealStatus.Lost
            : stage is not null
            && Stages.Any(one =>
                one.Value < stage.At && Meaning(one.Key) is StageMeaning.Won or StageMeaning.Lost
            )
                ? DealStatus.Reopened
            : DealStatus.Open;
        return new(
            status,
            Text(CrmFields.Name),
            Money.Minor(Text(CrmFields.Amount), Text(CrmFields.Currency)),
            Text(CrmFields.Currency)?.ToUpperInvariant(),
            closed ? Time(CrmFields.ClosedAt) ?? stage?.At : null,
            meaning == StageMeaning.Lost ? Text(CrmFields.LostReason) : null,
            stage?.Value,
            Text(CrmFields.CompanyDomain),
            Text(CrmFields.CompanyId)
        );

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
    string? CompanyId
);
