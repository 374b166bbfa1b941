using System.Globalization;
using System.Text.Json;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.Providers.HubSpot;

/// <summary>Reads both forms of HubSpot: lists of single changes from an app, and whole deals from a workflow.</summary>
internal static class HubSpotReading
{
    /// <summary>HubSpot's properties that are kept, and what we call them. Whatever else comes is dropped before it is stored.</summary>
    private static readonly Dictionary<string, string> Kept = new()
    {
        ["dealname"] = CrmFields.Name,
        ["dealstage"] = CrmFields.Stage,
        ["pipeline"] = CrmFields.Pipeline,
        ["amount"] = CrmFields.Amount,
        ["deal_currency_code"] = CrmFields.Currency,
        ["closedate"] = CrmFields.ClosedAt,
        ["hs_is_closed"] = CrmFields.IsClosed,
        ["hs_is_closed_won"] = CrmFields.IsWon,
        ["closed_lost_reason"] = CrmFields.LostReason,
        ["company_domain"] = CrmFields.CompanyDomain,
        ["hs_primary_associated_company"] = CrmFields.CompanyId,
    };

    public static CrmReading Read(byte[] body, DateTimeOffset now)
    {
        using var json = CrmText.Parse(body);
        return json?.RootElement.ValueKind switch
        {
            JsonValueKind.Array => Changes(json.RootElement),
            JsonValueKind.Object => Deal(json.RootElement, now),
            _ => new([], 0, "This is not JSON of HubSpot: neither a list of events nor a deal."),
        };
    }

    private static CrmReading Changes(JsonElement list)
    {
        var (facts, unreadable) = (new List<CrmFact>(), 0);
        foreach (var change in list.EnumerateArray())
        {
            if (Change(change) is { } read)
            {
                facts.AddRange(read);
            }
            else
            {
                unreadable++;
            }
        }

        // One that cannot be read takes none of the others with it.
        return unreadable > 0 && unreadable == list.GetArrayLength()
            ? new([], unreadable, "None of these events has the form of HubSpot.")
            : new(facts, unreadable);
    }

    /// <summary>Null: not of the form; empty: about something that is not kept.</summary>
    private static List<CrmFact>? Change(JsonElement change)
    {
        if (
            change.Text("subscriptionType") is not { } type
            || CrmText.Time(change.Text("occurredAt")) is not { } at
            || change.Id("portalId") is not { } portal
        )
        {
            return null;
        }

        var (about, what) = type.Split('.', 2) is [var first, var second]
            ? (first, second)
            : ("", "");
        about =
            about == "object"
                ? Of(change.Text("objectTypeId") ?? change.Text("fromObjectTypeId"))
                : about;
        if (about is not ("deal" or "company"))
        {
            return [];
        }

        if (about == "deal" && what == "merge")
        {
            return Merge(change, portal, at);
        }

        if (what == "associationChange")
        {
            return about == "deal" ? Association(change, portal, at) : [];
        }

        if (change.Id("objectId") is not { } id)
        {
            return null;
        }

        var fields = new CrmFields();
        var (name, value) = (change.Text("propertyName"), change.Text("propertyValue") ?? "");
        switch (about, what)
        {
            case ("deal", "creation"):
                break;
            case ("deal", "deletion"):
                fields[CrmFields.Deleted] = "true";
                break;
            case ("deal", "restore"):
                fields[CrmFields.Deleted] = "false";
                break;
            case ("deal", "propertyChange") when name is null:
                return null;
            case ("deal", "propertyChange") when Kept.TryGetValue(name, out var ours):
                fields.Keep(ours, value);
                break;
            case ("company", "propertyChange") when name == "domain":
                fields.Keep(CrmFields.CompanyDomain, value);
                break;
            default:
                return [];
        }

        var key = CrmText.Key("hubspot", portal, id, name ?? what, value, Ticks(at));
        return
        [
            new(
                about == "deal" ? CrmSubject.Deal : CrmSubject.Company,
                id,
                portal,
                at,
                key,
                key,
                fields
            ),
        ];
    }

    private static List<CrmFact>? Merge(JsonElement change, string portal, DateTimeOffset at)
    {
        var into = change.Id("newObjectId", "primaryObjectId");
        var merged = change.Part("mergedObjectIds");
        if (into is null || merged.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        // The first one goes too where the merged deal got an id of its own.
        return
        [
            .. merged
                .EnumerateArray()
                .Select(CrmText.Text)
                .Append(change.Id("primaryObjectId"))
                .OfType<string>()
                .Where(id => id.Length is > 0 and <= 100 && id != into)
                .Distinct()
                .Select(id =>
                {
                    var key = CrmText.Key("hubspot", portal, id, "merge", into, Ticks(at));
                    return new CrmFact(
                        CrmSubject.Deal,
                        id,
                        portal,
                        at,
                        key,
                        key,
                        new CrmFields { [CrmFields.Deleted] = "true", [CrmFields.MergedTo] = into }
                    );
                }),
        ];
    }

    /// <summary>The deal got its company. That it lost one is told by the property, which then has another or none.</summary>
    private static List<CrmFact> Association(JsonElement change, string portal, DateTimeOffset at)
    {
        var company =
            change.Text("associationType") == "DEAL_TO_COMPANY"
            || Of(change.Text("toObjectTypeId")) == "company";
        if (
            !company
            || change.Text("associationRemoved") == "true"
            || change.Text("isPrimaryAssociation") == "false"
            || change.Id("fromObjectId") is not { } deal
            || change.Id("toObjectId") is not { } to
        )
        {
            return [];
        }

        var key = CrmText.Key("hubspot", portal, deal, "association", to, Ticks(at));
        return
        [
            new(
                CrmSubject.Deal,
                deal,
                portal,
                at,
                key,
                key,
                new CrmFields { [CrmFields.CompanyId] = to }
            ),
        ];
    }

    private static CrmReading Deal(JsonElement deal, DateTimeOffset now)
    {
        var properties = deal.Part("properties");
        if (
            (deal.Id("objectId", "dealId", "hs_object_id") ?? Value(properties, "hs_object_id"))
            is not { } id
        )
        {
            return new(
                [],
                0,
                "This deal has no id: send objectId, dealId or hs_object_id with it."
            );
        }

        var portal = deal.Id("portalId") ?? "";
        var whole = CrmText.Time(
            Value(properties, "hs_lastmodifieddate") ?? deal.Text("hs_lastmodifieddate")
        );
        var told = Kept.Select(name =>
                (
                    Name: name.Value,
                    Text: Value(properties, name.Key) ?? deal.Text(name.Key),
                    // Without a time of the deal each property has its own.
                    At: whole ?? CrmText.Time(properties.Part(name.Key).Text("timestamp"))
                )
            )
            .Where(one => one.Text is not null)
            .ToList();
        // Without any time it counts from when it came; the same content again is the same event.
        var facts = told.GroupBy(one => one.At)
            .Select(some => Fact(some.Key, some.Select(one => (one.Name, one.Text))))
            .ToList();
        return new(facts.Count > 0 ? facts : [Fact(whole, [])], 0);

        CrmFact Fact(DateTimeOffset? at, IEnumerable<(string Name, string? Text)> some)
        {
            var fields = new CrmFields();
            foreach (var (name, text) in some)
            {
                fields.Keep(name, text);
            }

            var key = CrmText.Key([
                "hubspot",
                portal,
                id,
                at is { } time ? Ticks(time) : null,
                .. fields.SelectMany(field => new[] { field.Key, field.Value }),
            ]);
            return new(CrmSubject.Deal, id, portal, at ?? now, key, key, fields);
        }
    }

    private static string? Value(JsonElement properties, string name) =>
        properties.Part(name) is { ValueKind: JsonValueKind.Object } property
            ? property.Text("value")
            : properties.Text(name);

    private static string Of(string? objectType) =>
        objectType switch
        {
            "0-3" => "deal",
            "0-2" => "company",
            _ => "",
        };

    private static string Ticks(DateTimeOffset at) =>
        at.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
